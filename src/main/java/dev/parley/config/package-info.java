/**
 * The settings of a node: read from files, environment and command line, checked, and refused with
 * a sentence. Knows limits of the inner packages, and neither actors nor sockets.
 */
@NullMarked
package dev.parley.config;

import org.jspecify.annotations.NullMarked;
