// The item's page: a draft that was sent from here and led to this page is no draft any more.

import { forgetSent } from './draft.js';

forgetSent();
