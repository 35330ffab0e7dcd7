import { config } from 'zod/mini';

// Imported before any schema is made: else zod tries to make a function of a string, which the content security policy reports.
config({ jitless: true });
