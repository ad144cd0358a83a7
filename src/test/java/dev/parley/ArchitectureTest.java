package dev.parley;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.parley.group.InboundFaults;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rings: imports point inward only, and the pure rings bring nothing that would make a run of
 * the simulator differ from its repetition. A ring without classes holds every rule.
 */
class ArchitectureTest {
  private static final String PROTOCOL = "dev.parley.protocol..";
  private static final String CHAT = "dev.parley.chat..";
  private static final String WIRE = "dev.parley.wire..";
  private static final String SECURITY = "dev.parley.security..";
  private static final String TLS = "dev.parley.tls..";
  private static final String OBSERVE = "dev.parley.observe..";
  private static final String[] PURE = {PROTOCOL, CHAT, WIRE, SECURITY, OBSERVE};
  private static final String[] ACTORS = {
    "dev.parley.group..", "dev.parley.replica..", "dev.parley.session.."
  };
  private static final String[] EDGE = {
    "dev.parley.transport..",
    "dev.parley.http..",
    "dev.parley.store..",
    "dev.parley.client..",
    "dev.parley.command.."
  };
  private static final String METRICS = "dev.parley.metrics..";
  private static final String CONFIG = "dev.parley.config..";
  private static final String CLIENT_CORE = "dev.parley.client.core..";
  private static final String DIALECT = "dev.parley.session.dialect";
  private static final List<String> PROTOCOLS =
      Stream.of("membership", "failure", "links", "election", "multicast", "reach", "version")
          .map(name -> "dev.parley.protocol." + name)
          .toList();
  private static final List<String> DIALECTS =
      Stream.of("text", "json", "irc").map(name -> DIALECT + "." + name).toList();

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.parley");

  @Test
  void protocol_knows_no_ring_around_it() {
    forbid(PROTOCOL, CHAT, WIRE, SECURITY, OBSERVE);
  }

  @Test
  void the_protocols_know_only_what_they_share() {
    for (var protocol : PROTOCOLS) forbid(protocol, without(PROTOCOLS, protocol));
  }

  @Test
  void the_shared_terms_of_the_protocols_know_no_protocol() {
    forbid("dev.parley.protocol", PROTOCOLS.toArray(String[]::new));
  }

  @Test
  void no_packages_depend_on_each_other_in_a_circle() {
    slices().matching("dev.parley.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void sockets_and_streams_are_known_to_transport_and_http_only() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.parley.transport..", "dev.parley.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("akka.io..", "akka.stream..", "akka.http..")
        .check(CLASSES);
  }

  @Test
  void the_rules_of_the_client_have_no_io_thread_clock_or_randomness_of_their_own() {
    forbid(CLIENT_CORE, "java.nio.file..", "java.net..", "java.util.concurrent..", "org.jline..");
    forbid(CLIENT_CORE, "akka..", "org.slf4j..", "java.security..", "picocli..");
    forbid(CLIENT_CORE, "dev.parley.client.io..", "dev.parley.client.terminal..");
    forbid(CLIENT_CORE, "dev.parley.client.pipe..");
    forbidClock(CLIENT_CORE);
    forbidRandomness(CLIENT_CORE);
  }

  @Test
  void the_dialects_know_what_they_share_and_not_each_other() {
    for (var dialect : DIALECTS) forbid(dialect, without(DIALECTS, dialect));
    forbid(DIALECT, DIALECTS.toArray(String[]::new));
  }

  @Test
  void dialects_perform_nothing() {
    forbid(DIALECT + "..", "akka.actor..", "java.net..", "java.nio.file..", "org.slf4j..");
  }

  @Test
  void the_limits_of_clients_are_rules_without_actors_sockets_clocks_or_logs() {
    forbid("dev.parley.session.limits..", "akka..", "java.net..", "java.nio.file..", "org.slf4j..");
    forbidClock("dev.parley.session.limits..");
  }

  @Test
  void the_log_of_the_store_is_rules_without_actors_databases_files_clocks_or_logs() {
    forbid(
        "dev.parley.store.log..",
        "akka..",
        "java.sql..",
        "java.net..",
        "java.nio.file..",
        "org.slf4j..");
    forbid("dev.parley.store.log..", "dev.parley.store");
    forbidClock("dev.parley.store.log..");
    forbidRandomness("dev.parley.store.log..");
  }

  @Test
  void what_is_shown_of_the_group_knows_nothing_of_the_chat() {
    forbid(OBSERVE, CHAT, WIRE, SECURITY);
  }

  @Test
  void chat_knows_no_ring_around_it() {
    forbid(CHAT, WIRE, SECURITY);
  }

  @Test
  void the_key_and_the_seal_know_nothing_of_what_they_protect() {
    forbid(SECURITY, CHAT, WIRE);
  }

  @Test
  void pure_rings_know_neither_actors_nor_the_edge_nor_the_settings() {
    for (var ring : PURE) {
      forbid(ring, ACTORS);
      forbid(ring, EDGE);
      forbid(ring, CONFIG);
    }
  }

  @Test
  void actors_know_nothing_of_the_edge() {
    for (var ring : ACTORS) forbid(ring, EDGE);
  }

  @Test
  void settings_know_neither_actors_nor_the_edge() {
    forbid(CONFIG, ACTORS);
    forbid(CONFIG, EDGE);
  }

  @Test
  void the_commands_of_the_operator_know_the_data_directory_and_not_the_node() {
    forbid("dev.parley.command..", ACTORS);
    forbid("dev.parley.command..", PURE[0], PURE[1], PURE[2], CONFIG, METRICS, "akka..");
    forbid("dev.parley.command..", "dev.parley.http..", "dev.parley.transport..");
  }

  @Test
  void certificates_know_of_the_rest_only_the_key_that_they_are_made_with() {
    forbid(TLS, PURE[0], PURE[1], PURE[2], CONFIG);
    forbid(TLS, ACTORS);
    forbid(TLS, EDGE);
    forbid(TLS, "akka..", "java.nio.file..", "org.slf4j..");
    forbid(SECURITY, TLS);
  }

  @Test
  void metrics_know_nothing_of_what_is_counted_and_no_rule_counts() {
    forbid(METRICS, PURE);
    forbid(METRICS, ACTORS);
    forbid(METRICS, EDGE);
    for (var ring : PURE) forbid(ring, METRICS, "io.micrometer..");
    forbid("dev.parley.session.limits..", METRICS, "io.micrometer..");
    forbid(DIALECT + "..", METRICS, "io.micrometer..");
  }

  @Test
  void only_a_node_of_the_demonstration_drops_datagrams_on_purpose() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.parley.DemoNode")
        .should()
        .callMethod(InboundFaults.class, "become", Set.class, int.class)
        .check(CLASSES);
    // Nobody knows that one but who starts it, as a process of its own.
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.parley.Demo")
        .and()
        .doNotHaveFullyQualifiedName("dev.parley.DemoNode")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.parley.DemoNode")
        .check(CLASSES);
  }

  @Test
  void nothing_but_the_root_knows_the_composition_root() {
    noClasses()
        .that()
        .resideInAPackage("dev.parley.(*)..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.parley")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void pure_rings_know_no_actors_threads_sockets_files_or_logs() {
    String[] foreign = {
      "akka..", "java.nio.file..", "java.net..", "java.util.concurrent..", "org.slf4j.."
    };
    for (var ring : PURE) forbid(ring, foreign);
  }

  @Test
  void only_wire_among_the_pure_rings_knows_streams_and_json() {
    forbid(PROTOCOL, "java.io..", "com.fasterxml.jackson..");
    forbid(CHAT, "java.io..", "com.fasterxml.jackson..");
    forbid(OBSERVE, "java.io..", "com.fasterxml.jackson..");
    forbid(SECURITY, "java.io..", "com.fasterxml.jackson..");
  }

  @Test
  void only_chat_and_security_among_the_pure_rings_knows_cryptography() {
    forbid(PROTOCOL, "java.security..", "javax.crypto..");
    forbid(WIRE, "java.security..", "javax.crypto..");
  }

  @Test
  void pure_rings_have_no_clock_of_their_own() {
    forbidClock(PURE);
  }

  @Test
  void one_clock_measures_all_durations() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.parley.time..")
        // A record of what happened has the nanoseconds that all processes of a machine share.
        .and()
        .doNotHaveSimpleName("RecordLine")
        .should()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }

  @Test
  void pure_rings_draw_no_randomness_of_their_own() {
    forbidRandomness(PURE);
  }

  @Test
  void pure_rings_hold_no_collection_whose_order_changes_between_runs() {
    // LinkedHashMap extends HashMap: only the exact types are meant.
    forbid(nameMatching("java\\.util\\.(HashMap|HashSet)"), PURE);
    forbidCall(Collectors.class, "toSet", PURE);
  }

  private static String[] without(List<String> packages, String one) {
    return packages.stream().filter(other -> !other.equals(one)).toArray(String[]::new);
  }

  private static void forbidClock(String... rings) {
    forbid(nameMatching("java\\.time\\.(Clock|InstantSource)"), rings);
    forbidCall(System.class, "currentTimeMillis", rings);
    forbidCall(System.class, "nanoTime", rings);
    forbid(resideInAnyPackage("dev.parley.time.."), rings);
  }

  private static void forbidRandomness(String... rings) {
    forbidCall(Math.class, "random", rings);
    forbidCall(UUID.class, "randomUUID", rings);
    // ThreadLocalRandom lies in java.util.concurrent, which is forbidden as a whole.
  }

  private static void forbid(String ring, String... packages) {
    forbid(resideInAnyPackage(packages), ring);
  }

  private static void forbid(DescribedPredicate<? super JavaClass> foreign, String... rings) {
    noClasses()
        .that()
        .resideInAnyPackage(rings)
        .should()
        .dependOnClassesThat(foreign)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  /** Method references count as calls. */
  private static void forbidCall(Class<?> owner, String method, String... rings) {
    var target =
        DescribedPredicate.<JavaAccess<?>>describe(
            "target is " + owner.getSimpleName() + "." + method,
            access ->
                access.getTargetOwner().isEquivalentTo(owner)
                    && access.getTarget().getName().equals(method));
    noClasses()
        .that()
        .resideInAnyPackage(rings)
        .should()
        .accessTargetWhere(target)
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}
