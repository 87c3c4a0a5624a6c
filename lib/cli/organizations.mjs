#!/usr/bin/env -S node --max-semi-space-size=8 --heap-growing-percent=30
import '../local/require-node.mjs';

// Only now: an older Node.js cannot even load it, and has been told so
await import('./organizations.ts');
