package dev.parley.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import dev.parley.SettingsMapping;
import dev.parley.config.NodeSettings;
import dev.parley.config.SettingsSources;
import dev.parley.group.FrameRouter;
import dev.parley.group.Group;
import dev.parley.transport.BindResult;
import dev.parley.transport.udp.UdpTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A process that is a member of a group and nothing more: the product's protocol actors, router and
 * sockets, with a counter in the place of accounts and mailboxes. Takes commands from standard
 * input: {@code view}, {@code run BYTES RATE SECONDS}; answers a line each.
 */
public final class GroupMember {
  private GroupMember() {}

  /** Arguments: cluster, client port (the bus is 10,000 above it), multicast port. */
  public static void main(String[] arguments) throws IOException {
    var settings = settings(arguments);
    var load = new GroupLoad(settings);
    ActorSystem.create(guardian(settings, load), "member", ConfigFactory.load());
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      var words = line.split(" ");
      if (words[0].equals("view")) System.out.println(load.viewSize());
      else System.out.println(load.run(Load.parse(words)));
    }
    System.exit(0);
  }

  /** Messages of {@code bytes}; {@code rate} a second, or as many as go if it is 0. */
  record Load(int bytes, int rate, int seconds) {
    static Load parse(String[] words) {
      return new Load(
          Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
    }
  }

  private static NodeSettings settings(String[] arguments) {
    var flags = new LinkedHashMap<String, Object>();
    flags.put("parley.cluster", arguments[0]);
    flags.put("parley.client.port", Integer.parseInt(arguments[1]));
    flags.put("parley.multicast.port", Integer.parseInt(arguments[2]));
    // The multicast by itself: no disk stands behind it.
    flags.put("parley.store", "none");
    var config = new SettingsSources(flags, new Properties(), System.getenv());
    return NodeSettings.read(config.load(Optional.empty()), Path.of("."));
  }

  private static Behavior<BindResult> guardian(NodeSettings settings, GroupLoad load) {
    return Behaviors.setup(
        context -> {
          var parts =
              new FrameRouter.Settings(
                  settings.cluster(),
                  SettingsMapping.bus(settings),
                  List.of(),
                  SettingsMapping.reach(settings));
          var router = context.spawn(FrameRouter.create(parts), "frame-router");
          var udp = UdpTransport.create(SettingsMapping.udp(settings), router, context.getSelf());
          context.spawn(udp, "udp-transport");
          return Behaviors.receive(BindResult.class)
              .onMessage(BindResult.class, opening -> start(context, settings, load, router))
              .build();
        });
  }

  private static Behavior<BindResult> start(
      ActorContext<BindResult> context,
      NodeSettings settings,
      GroupLoad load,
      ActorRef<FrameRouter.Command> router) {
    load.connect(router);
    var dispatcher = DispatcherSelector.fromConfig("parley.protocol-dispatcher");
    context.spawn(Group.create(SettingsMapping.group(settings), load), "group", dispatcher);
    return Behaviors.same();
  }
}
