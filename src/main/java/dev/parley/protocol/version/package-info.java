/** Which versions of the wire members speak, and what of them a view has in common. */
@NullMarked
package dev.parley.protocol.version;

import org.jspecify.annotations.NullMarked;
