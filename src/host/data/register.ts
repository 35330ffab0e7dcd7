import type { Register } from '../services';
import { together } from '../support/disposables';

export const register: Register = () => together();
