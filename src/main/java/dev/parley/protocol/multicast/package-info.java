@NullMarked
package dev.parley.protocol.multicast;

import org.jspecify.annotations.NullMarked;
