#!/usr/bin/env node
import '../local/require-node.mjs';

// only now: an older Node.js cannot even load it, and has been told so
await import('./organizations.ts');
