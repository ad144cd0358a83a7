/**
 * The pages and the operators' interface over akka-http, and the browser's WebSocket. Rules of the
 * chat are not decided here.
 */
@NullMarked
package dev.parley.http;

import org.jspecify.annotations.NullMarked;
