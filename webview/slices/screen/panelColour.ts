import type { Colour } from '../../../src/core/view/colours';
import { DIFFERENCE_COLOURS, ROLE_COLOURS, UNCERTAINTY_COLOUR } from '../../../src/core/view/colours';
import type { PanelId } from '../state';

/** The line under a panel's name: in the colour of what the panel shows, where it is a mask's; style.css dashes it for the others. */
export function panelColour(panel: PanelId): Colour {
  switch (panel) {
    case 'truth':
    case 'first':
    case 'second':
    case 'mean':
      return ROLE_COLOURS[panel];
    case 'first-probability':
    case 'first-regions':
      return ROLE_COLOURS.first;
    case 'second-probability':
    case 'second-regions':
      return ROLE_COLOURS.second;
    case 'difference':
      return DIFFERENCE_COLOURS.classes;
    case 'uncertainty':
      return UNCERTAINTY_COLOUR;
  }
}
