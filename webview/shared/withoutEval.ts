import { z } from 'zod';

// Imported before any schema is made: else zod tries to make a function of a string, which the content security policy reports.
z.config({ jitless: true });
