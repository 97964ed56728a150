import type {ExportOffer} from '../../wizard/ports.js';

export const exportOffers: readonly ExportOffer[] = [];
