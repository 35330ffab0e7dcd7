import { settings } from '../support/settings';

/** What a job is computed with: 'auto' leaves the choice to the experiment. */
export function computing(): { backend?: 'native' | 'js' | 'tensorflow' } {
  const backend = settings.backend();
  return backend === 'auto' ? {} : { backend };
}
