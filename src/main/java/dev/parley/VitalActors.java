package dev.parley;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.ActorContext;

/**
 * Starts the parts without which a node ends: {@code owner} is notified of the end of each. An
 * actor that nobody watches stops unnoticed, and its node looks healthy.
 */
record VitalActors(ActorContext<?> owner) {
  <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    return spawn(behavior, name, Props.empty());
  }

  <T> ActorRef<T> spawn(Behavior<T> behavior, String name, Props props) {
    var part = owner.spawn(behavior, name, props);
    owner.watch(part);
    return part;
  }
}
