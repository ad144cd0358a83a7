@NullMarked
package dev.parley.transport;

import org.jspecify.annotations.NullMarked;
