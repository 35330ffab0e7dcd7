import '../shared/withoutEval';
import type { ViewerRequest } from '../../src/protocol/viewer';
import { viewerMessage } from '../../src/protocol/viewer';
import { checkWith } from '../shared/check';
import { connect } from '../shared/editor';
import { ViewerApp } from './app';

new ViewerApp(connect<ViewerRequest, ReturnType<typeof viewerMessage.parse>>(checkWith(viewerMessage)));
