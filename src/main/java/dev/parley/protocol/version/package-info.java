/** The versions of the wire that members speak, and those that a view has in common. */
@NullMarked
package dev.parley.protocol.version;

import org.jspecify.annotations.NullMarked;
