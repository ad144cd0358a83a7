/** Real nodes on a network of namespaces that fails as it is told, and what must hold of a run. */
@NullMarked
package dev.parley.netns;

import org.jspecify.annotations.NullMarked;
