@NullMarked
package dev.parley.protocol.failure;

import org.jspecify.annotations.NullMarked;
