/** Is imported before a function: what it gets from an issuer never comes, whatever the function would do about it. */
import { EventEmitter } from 'node:events';
import http from 'node:http';

// Nothing is ever emitted, so it is as good as a request
http.get = () => new EventEmitter() as http.ClientRequest;
