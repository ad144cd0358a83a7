@NullMarked
package dev.parley.protocol.membership;

import org.jspecify.annotations.NullMarked;
