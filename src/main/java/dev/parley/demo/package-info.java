/**
 * The page on which somebody makes faults in the servers of a demonstration, which run on this
 * machine and were started for it. Knows HTTP and the dialect of programs, and nothing of what a
 * server is made of.
 */
@NullMarked
package dev.parley.demo;

import org.jspecify.annotations.NullMarked;
