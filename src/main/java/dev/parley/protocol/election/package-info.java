@NullMarked
package dev.parley.protocol.election;

import org.jspecify.annotations.NullMarked;
