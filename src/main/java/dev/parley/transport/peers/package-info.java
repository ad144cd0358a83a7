/** TCP between members, on Akka Streams: links and the transfer of state. */
@NullMarked
package dev.parley.transport.peers;

import org.jspecify.annotations.NullMarked;
