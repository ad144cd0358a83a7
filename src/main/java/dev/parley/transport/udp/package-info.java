/** Datagrams between members: sockets, interfaces, multicast, resolved names. */
@NullMarked
package dev.parley.transport.udp;

import org.jspecify.annotations.NullMarked;
