package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.accounts.SurvivorProof;
import dev.parley.protocol.Endpoint;
import dev.parley.security.SealMode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsTest {
  private static final Path HOME = Path.of("/home");

  @Test
  void the_other_ports_and_the_data_directory_follow_from_the_port() {
    var settings = read(Map.of("parley.client.port", 1111));
    assertThat(settings.ports()).isEqualTo(new Ports(1111, 11_111, 21_111));
    assertThat(settings.data()).isEqualTo(HOME.resolve("data/1111"));
    assertThat(settings.client()).isEqualTo(new Endpoint("127.0.0.1", 1111));
  }

  @Test
  void loopback_has_large_datagrams_and_no_hops_and_other_addresses_small_ones_and_one_hop() {
    var loopback = read(Map.of("parley.client.port", 1111));
    assertThat(loopback.multicast().ttl()).isZero();
    assertThat(loopback.bus().datagramBudgetBytes()).isEqualTo(8_900);
    var lan = read(Map.of("parley.client.port", 1111, "parley.bind", "192.168.1.5"));
    assertThat(lan.multicast().ttl()).isEqualTo(1);
    assertThat(lan.bus().datagramBudgetBytes()).isEqualTo(1_400);
  }

  @Test
  void the_proof_of_the_last_survivor_is_one_of_three_or_a_switch() {
    assertThat(survivor("same-machine")).isEqualTo(SurvivorProof.SAME_MACHINE);
    assertThat(survivor("on")).isEqualTo(SurvivorProof.ON);
    assertThat(survivor("true")).isEqualTo(SurvivorProof.ON);
    assertThat(survivor("off")).isEqualTo(SurvivorProof.OFF);
    assertThat(survivor("false")).isEqualTo(SurvivorProof.OFF);
    refused(Map.of("parley.registry.last-survivor", "maybe"), "off, same-machine or on");
  }

  private static SurvivorProof survivor(String word) {
    var set = Map.<String, Object>of("parley.client.port", 1111, SURVIVOR, word);
    return read(set).store().lastSurvivor();
  }

  private static final String SURVIVOR = "parley.registry.last-survivor";

  @Test
  void a_node_that_listens_to_all_addresses_must_say_which_one_others_use() {
    refused(Map.of("parley.bind", "0.0.0.0"), "--advertise HOST");
    refused(Map.of("parley.bind", "::"), "--advertise HOST");
    refused(Map.of("parley.bind", "0.0.0.0", "parley.advertise", "::"), "parley.advertise");
    refused(Map.of("parley.bind", "0.0.0.0", "parley.client.host", "0.0.0.0"), "client.host");
    refused(Map.of("parley.bind", "0.0.0.0", "parley.advertise", "fd00::5"), "--bind ::");
    refused(
        Map.of("parley.bind", "0.0.0.0", "parley.advertise", "1.2.3.4:11111"), "without a port");
  }

  @Test
  void a_name_that_is_a_loopback_address_here_is_not_advertised() throws Exception {
    var named = Optional.of(InetAddress.getByName("127.0.1.1"));
    assertThatThrownBy(
            () -> Addresses.checkInterfaceOf("--advertise", new HostAddress("host", named)))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("host is 127.0.1.1 on this machine");
    assertThatThrownBy(
            () ->
                Addresses.checkInterfaceOf(
                    "--advertise", new HostAddress("no.host", Optional.empty())))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("give its address");
    for (var meant : List.of("localhost", "127.0.0.1", "::1"))
      assertThatCode(() -> Addresses.checkInterfaceOf("--advertise", HostAddress.of(meant)))
          .doesNotThrowAnyException();
  }

  @Test
  void what_is_advertised_is_told_to_members_and_to_clients_unless_these_have_their_own() {
    var settings =
        read(
            Map.of(
                "parley.client.port", 1111,
                "parley.bind", "0.0.0.0",
                "parley.advertise", "192.168.1.5"));
    assertThat(settings.bind()).isEqualTo("0.0.0.0");
    assertThat(settings.client()).isEqualTo(new Endpoint("192.168.1.5", 1111));
    assertThat(settings.addresses().forMembers()).isEqualTo("192.168.1.5");
    assertThat(settings.multicast().ttl()).isEqualTo(1);

    var both =
        read(
            Map.of(
                "parley.client.port", 1111,
                "parley.bind", "0.0.0.0",
                "parley.client.host", "chat.example.org",
                "parley.advertise", "127.0.0.1"));
    assertThat(both.client()).isEqualTo(new Endpoint("chat.example.org", 1111));
    assertThat(both.addresses().forMembers()).isEqualTo("127.0.0.1");
    assertThat(both.multicast().ttl()).as("on loopback").isZero();
  }

  @Test
  void a_clients_host_alone_is_told_to_members_as_ever() {
    var settings =
        read(
            Map.of(
                "parley.client.port", 1111,
                "parley.bind", "10.0.0.1",
                "parley.client.host", "203.0.113.9"));
    assertThat(settings.addresses().forMembers()).isEqualTo("203.0.113.9");
    assertThat(settings.addresses().own().host()).isEqualTo("10.0.0.1");
  }

  @Test
  void an_empty_or_link_local_address_is_refused_in_a_sentence() {
    refused(Map.of("parley.bind", ""), "parley.bind (--bind) is empty");
    refused(Map.of("parley.bind", " "), "parley.bind (--bind) is empty");
    refused(Map.of("parley.bind", "fe80::1"), "link-local");
    refused(Map.of("parley.bind", "::", "parley.advertise", "fe80::1"), "link-local");
    refused(Map.of("parley.bind", "127.0.0.1:1111:"), "without a port");
  }

  @Test
  void nodes_with_ipv6_addresses_have_an_ipv6_group() {
    var settings = read(Map.of("parley.client.port", 1111, "parley.bind", "[fd00::5]"));
    assertThat(settings.bind()).isEqualTo("fd00::5");
    assertThat(settings.client()).hasToString("[fd00::5]:1111");
    assertThat(settings.multicast().address()).isEqualTo("ff02::7711");
    assertThat(read(Map.of("parley.client.port", 1111)).multicast().address())
        .isEqualTo("239.255.77.1");
    var site =
        Map.<String, Object>of("parley.bind", "fd00::5", "parley.multicast.address", "ff05::7711");
    var withPort = new HashMap<>(site);
    withPort.put("parley.client.port", 1111);
    assertThat(read(withPort).multicast().address()).isEqualTo("ff05::7711");
  }

  @Test
  void a_group_of_the_other_family_is_refused_or_given_up_for_seeds() {
    var mixed =
        Map.<String, Object>of("parley.bind", "fd00::5", "parley.multicast.address", "239.1.1.1");
    refused(mixed, "239.1.1.1", "fd00::5", "--seed");
    var seeded = new HashMap<>(mixed);
    seeded.put("parley.client.port", 1111);
    seeded.put("parley.seeds", List.of("[fd00::6]:11111"));
    assertThat(read(seeded).multicast().enabled()).isFalse();
    refused(Map.of("parley.multicast.address", "fd00::5"), "ff02::7711");
    refused(Map.of("parley.multicast.address", "ff02:::1"), "ff02::7711");
  }

  @Test
  void proxies_are_addresses_and_networks_and_there_are_none_by_default() {
    assertThat(read(Map.of("parley.client.port", 1111)).transport().proxies())
        .isEqualTo(TrustedProxies.NONE);
    var given =
        Map.<String, Object>of(
            "parley.client.port", 1111, "parley.client.proxies", "10.0.0.5, fd00::/8");
    assertThat(read(given).transport().proxies())
        .isEqualTo(TrustedProxies.of(List.of("10.0.0.5", "fd00::/8")));
    refused(Map.of("parley.client.proxies", "proxy.example"), "client.proxies", "10.0.0.0/8");
  }

  @Test
  void a_certificate_of_the_operators_own_has_two_files_and_needs_the_clusters_key() {
    var given =
        Map.<String, Object>of(
            "parley.client.port", 1111, "parley.tls.cert", "/c.pem", "parley.tls.key", "/k.pem");
    assertThat(read(given).transport().certificate())
        .contains(new CertificateFiles(Path.of("/c.pem"), Path.of("/k.pem")));
    refused(Map.of("parley.tls.cert", "/c.pem"), "parley.tls.key", "set both or none");
    refused(Map.of("parley.tls.key", "/k.pem"), "parley.tls.cert", "set both or none");
    assertThatThrownBy(() -> read(given).insecure())
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("--insecure");
  }

  @Test
  void hosts_and_origins_of_pages_are_lists_or_texts_with_commas() {
    var given =
        Map.<String, Object>of(
            "parley.client.port",
            1111,
            "parley.http.hosts",
            "chat.example, team.example",
            "parley.http.origins",
            List.of("https://else.example:8443"),
            "parley.http.public-status",
            "on",
            "parley.http.hsts",
            "on");
    assertThat(read(given).http())
        .isEqualTo(
            new HttpAccess(
                List.of("chat.example", "team.example"),
                List.of("https://else.example:8443"),
                true,
                true));
    assertThat(read(Map.of("parley.client.port", 1111)).http())
        .isEqualTo(new HttpAccess(List.of(), List.of(), false, false));
    refused(Map.of("parley.http.hosts", List.of("http://x")), "http.hosts", "chat.example");
    refused(Map.of("parley.http.hosts", List.of("*")), "'*'");
    refused(Map.of("parley.http.origins", List.of("x.example")), "https://chat.example");
    refused(Map.of("parley.http.origins", List.of("https://*.example")), "'https://*.example'");
  }

  @Test
  void seeds_with_ipv6_addresses_have_brackets_or_are_clear_without() {
    assertThat(NodeSettings.endpoint("[::1]:11111")).isEqualTo(new Endpoint("::1", 11_111));
    assertThat(NodeSettings.endpoint("::1:11111")).isEqualTo(new Endpoint("::1", 11_111));
    refused(Map.of("parley.seeds", List.of("fe80::1")), "'fe80::1'", "[fd00::5]:11111");
    refused(Map.of("parley.seeds", List.of("[::1]")), "'[::1]'");
  }

  @Test
  void the_default_profile_suspects_after_a_second_and_a_quarter_and_seed_after_five() {
    assertThat(read(Map.of("parley.client.port", 1111)).timers().suspectAfter())
        .isEqualTo(Duration.ofMillis(1_250));
    assertThat(
            read(Map.of("parley.client.port", 1111, "parley.profile", "seed"))
                .timers()
                .suspectAfter())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void every_profile_has_timers_that_a_node_takes() {
    for (var profile : List.of("fast", "lan", "wan", "seed")) {
      var settings = read(Map.of("parley.client.port", 1111, "parley.profile", profile));
      assertThat(settings.timers().suspectAfter()).as(profile).isPositive();
    }
  }

  @Test
  void one_timer_can_be_set_beside_a_profile() {
    var timers =
        read(Map.of("parley.client.port", 1111, "parley.group.suspect-after", "2s")).timers();
    assertThat(timers.suspectAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(timers.heartbeatInterval()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void an_impossible_pair_of_timers_is_refused_with_both_values() {
    refused(Map.of("parley.group.suspect-after", "999ms"), "999 ms", "250 ms");
    assertThat(
            read(Map.of("parley.client.port", 1, "parley.group.suspect-after", "1000ms")).timers())
        .isNotNull();
    refused(Map.of("parley.group.flush-timeout", "299ms"), "299 ms", "300 ms");
    refused(Map.of("parley.group.confirm-timeout", "1251ms"), "1251 ms", "1250 ms");
    refused(Map.of("parley.group.hop-timeout", "1251ms"), "1251 ms", "1250 ms");
    refused(Map.of("parley.group.alone-after", "99ms"), "alone-after (99 ms)", "100 ms");
  }

  @Test
  void timers_beyond_the_longest_that_a_protocol_takes_are_refused_in_a_sentence() {
    refused(Map.of("parley.group.suspect-after", "600001ms"), "parley.group.suspect-after (600001");
    var hop = Map.<String, Object>of("parley.group.hop-timeout", "10001ms");
    var both = new HashMap<>(hop);
    both.put("parley.group.suspect-after", "600s");
    refused(both, "parley.group.hop-timeout (10001 ms)", "10000 ms");
    both.put("parley.group.hop-timeout", "10s");
    both.put("parley.client.port", 1111);
    assertThat(read(both).timers().hopTimeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void the_largest_port_leaves_room_for_the_others_and_the_next_is_refused() {
    assertThat(read(Map.of("parley.client.port", 45_535)).ports().http()).isEqualTo(65_535);
    refused(Map.of("parley.client.port", 45_536), "45536", "parley.http.port");
    assertThat(
            read(Map.of("parley.client.port", 60_000, "parley.bus.port", 1, "parley.http.port", 2))
                .ports()
                .client())
        .isEqualTo(60_000);
    refused(Map.of("parley.client.port", 0), "PORT is missing");
    refused(Map.of("parley.client.port", 65_536), "65536");
    refused(Map.of("parley.bus.port", 1_111), "must differ");
  }

  @Test
  void what_start_scripts_give_is_no_unknown_key() {
    var scripts = read(Map.of("parley.client.port", 1_111, "parley.terminal", true));
    assertThat(scripts).isEqualTo(read(Map.of("parley.client.port", 1_111)));
  }

  @Test
  void an_unknown_key_is_refused_with_the_nearest_known_one() {
    refused(Map.of("parley.clutser", "x"), "'parley.clutser'", "'parley.cluster'");
    refused(Map.of("parley.group.suspect", "1s"), "'parley.group.suspect'");
  }

  @Test
  void a_key_that_was_renamed_is_refused_with_its_new_name_in_every_source(@TempDir Path directory)
      throws IOException {
    refused(Map.of("parley.history", "run"), "'parley.history' is called 'parley.record' now");
    var properties = new Properties();
    properties.setProperty("parley.history", "run");
    for (var sources :
        List.of(
            new SettingsSources(Map.of(), properties, Map.of()),
            new SettingsSources(Map.of(), new Properties(), Map.of("PARLEY_HISTORY", "run")))) {
      assertThatThrownBy(() -> sources.load(Optional.empty()))
          .isInstanceOf(ConfigProblem.class)
          .hasMessageContaining("'parley.record'");
    }
    var file = directory.resolve("parley.conf");
    Files.writeString(file, "name = run, parley { history = run, group = ${?other} }");
    var flags = new SettingsSources(Map.of(), new Properties(), Map.of());
    assertThatThrownBy(() -> flags.load(Optional.of(file)))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("'parley.record'");
  }

  private static RecordSettings record(String key, String value) {
    return read(Map.of("parley.client.port", 1111, "parley.record", "/run", key, value))
        .runRecord()
        .orElseThrow();
  }

  @Test
  void a_run_record_has_files_of_64_kib_at_least_and_1000_of_them_at_most() {
    assertThat(read(Map.of("parley.client.port", 1111)).runRecord()).isEmpty();
    assertThat(record("parley.record-size", "64 KiB"))
        .isEqualTo(new RecordSettings(Path.of("/run"), 65_536, 4));
    assertThat(record("parley.record-files", "1000").files()).isEqualTo(1_000);
    refused(Map.of("parley.record", "/run", "parley.record-size", "65535"), "65535 bytes");
    refused(Map.of("parley.record", "/run", "parley.record-files", "1001"), "not 1001");
    refused(Map.of("parley.record", "/run", "parley.record-files", "0"), "not 0");
  }

  @Test
  void a_file_whose_groups_refer_to_others_is_read(@TempDir Path directory) throws IOException {
    var file = directory.resolve("parley.conf");
    Files.writeString(
        file,
        "ours { cluster = team }, parley = ${ours} { client.port = 1111 }, parley = ${parley}");
    var sources = new SettingsSources(Map.of(), new Properties(), Map.of());
    var settings = NodeSettings.read(sources.load(Optional.of(file)), HOME);
    assertThat(settings.cluster()).isEqualTo("team");

    Files.writeString(file, "ours { history = run }, parley = ${ours} { client.port = 1111 }");
    assertThatThrownBy(() -> NodeSettings.read(sources.load(Optional.of(file)), HOME))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("'parley.record'");
  }

  @Test
  void what_was_read_is_kept_for_an_hour_at_least_or_not_at_all() {
    var history = read(Map.of("parley.client.port", 1111)).store().history();
    assertThat(history.keep()).isEqualTo(Duration.ofDays(90));
    assertThat(history.perConversation()).isEqualTo(10_000);
    var hour = Map.<String, Object>of("parley.client.port", 1111, "parley.history.keep", "60m");
    assertThat(read(hour).store().history().isKept()).isTrue();
    refused(Map.of("parley.history.keep", "59m"), "parley.history.keep", "at least 1 h");
    var none = Map.<String, Object>of("parley.client.port", 1111, "parley.history.keep", 0);
    assertThat(read(none).store().history().isKept()).isFalse();
    refused(Map.of("parley.history.per-conversation", 199), "at least 200, not 199");
    assertThat(history.rate()).isEqualTo(10 << 20);
    refused(Map.of("parley.history.rate", "63 KiB"), "at least 65536 bytes a second");
  }

  @Test
  void nonsense_values_are_refused_in_a_sentence() {
    refused(Map.of("parley.profile", "fats"), "fats", "fast, lan, seed, wan");
    refused(Map.of("parley.election.mode", "random"), "classic, eager, jump, not 'random'");
    refused(Map.of("parley.election.mode", "Jump-Hedged"), "jump-hedged is gone", "set jump");
    refused(Map.of("parley.seeds", List.of("nowhere")), "'nowhere' is not host:port");
    refused(Map.of("parley.seeds", List.of("host:99999")), "host:99999");
    refused(Map.of("parley.multicast.address", "10.0.0.1"), "10.0.0.1");
    refused(Map.of("parley.multicast.ttl", 256), "256");
    refused(Map.of("parley.passwords.iterations", 4_095), "4095", "4096");
    refused(Map.of("parley.passwords.iterations", 1_000_001), "1000001", "1000000");
    refused(Map.of("parley.client.port", "many"), "client.port");
    refused(Map.of("parley.cluster", ""), "cluster");
    refused(Map.of("parley.cluster", "x".repeat(65)), "65");
  }

  @Test
  void a_flag_wins_over_a_property_over_the_environment_over_the_file(@TempDir Path directory)
      throws IOException {
    var file = directory.resolve("parley.conf");
    Files.writeString(
        file,
        "parley { cluster = file, bind = 127.0.0.4, profile = seed, election.mode = classic }");
    var properties = new Properties();
    properties.setProperty("parley.cluster", "property");
    properties.setProperty("parley.bind", "127.0.0.2");
    var environment =
        Map.of("PARLEY_CLUSTER", "variable", "PARLEY_BIND", "127.0.0.3", "PARLEY_PROFILE", "lan");
    Map<String, Object> flags = Map.of("parley.client.port", 1111, "parley.cluster", "flag");
    var settings =
        NodeSettings.read(
            new SettingsSources(flags, properties, environment).load(Optional.of(file)), HOME);
    assertThat(settings.cluster()).isEqualTo("flag");
    assertThat(settings.bind()).isEqualTo("127.0.0.2");
    assertThat(settings.timers().suspectAfter()).isEqualTo(Duration.ofMillis(1_250));
    assertThat(settings.electionMode().word()).isEqualTo("classic");
  }

  @Test
  void a_file_that_cannot_be_read_or_parsed_is_refused_in_a_sentence(@TempDir Path directory)
      throws IOException {
    var sources = new SettingsSources(Map.of(), new Properties(), Map.of());
    assertThatThrownBy(() -> sources.load(Optional.of(directory.resolve("none"))))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> sources.load(Optional.of(directory)))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("cannot be read");
    var file = directory.resolve("bad.conf");
    Files.writeString(file, "parley { cluster = ");
    assertThatThrownBy(() -> sources.load(Optional.of(file))).isInstanceOf(ConfigProblem.class);
  }

  @Test
  void sizes_and_waits_that_cannot_work_are_refused_and_their_limits_are_taken() {
    refused(Map.of("parley.bus.receive-buffer", "5 GiB"), "receive-buffer", "5368709120");
    refused(Map.of("parley.bus.receive-buffer", 65_535), "receive-buffer", "65535");
    refused(Map.of("parley.bus.datagram-budget", -5), "datagram-budget", "-5");
    refused(Map.of("parley.bus.datagram-budget", 1_359), "1359");
    refused(Map.of("parley.bus.datagram-budget", 60_001), "60001");
    refused(Map.of("parley.client.greet-after", "-1ms"), "greet-after (-1 ms)");
    refused(Map.of("parley.client.leader-patience", "-1ms"), "leader-patience (-1 ms)");
    refused(Map.of("parley.client.ping-after", "999ms"), "ping-after (999 ms)", "1000 ms");
    refused(Map.of("parley.client.answer-within", "999ms"), "answer-within (999 ms)", "1000 ms");
    refused(Map.of("parley.client.offline-after", "-1ms"), "offline-after (-1 ms)", "0 to 60 s");
    refused(Map.of("parley.sessions-per-user", 0), "sessions-per-user (0)", "1 to 64");
    refused(Map.of("parley.sessions-per-user", 65), "sessions-per-user (65)");
    refused(Map.of("parley.rooms.members", 0), "rooms.members (0)", "1 to 200");
    refused(Map.of("parley.rooms.members", 201), "rooms.members (201)");
    for (int most : new int[] {1, 64})
      assertThat(
              read(Map.of("parley.client.port", 1111, "parley.sessions-per-user", most)).limits())
          .extracting(NodeSettings.ClientLimits::sessionsPerUser)
          .isEqualTo(most);
    refused(Map.of("parley.transfer.rate", 1_048_575), "transfer.rate", "1 MiB to 1 TiB");
    refused(Map.of("parley.transfer.rate", "1025 GiB"), "transfer.rate");
    refused(Map.of("parley.client.offline-after", "60001ms"), "offline-after (60001 ms)");
    refused(Map.of("parley.group.announce-interval", "9ms"), "9 ms");
    refused(Map.of("parley.mail.memory", "1048575"), "mail.memory", "1048576", "1048575");
    refused(Map.of("parley.mail.memory", -1), "mail.memory", "-1");
    assertThat(read(Map.of("parley.client.port", 1111)).store().mailMemory()).isZero();
    assertThat(read(Map.of("parley.client.port", 1111, "parley.mail.memory", "1 MiB")).store())
        .extracting(StoreSettings::mailMemory)
        .isEqualTo(StoreSettings.MIN_MAIL_MEMORY);
    assertThat(
            read(Map.of(
                    "parley.client.port", 1111,
                    "parley.bus.receive-buffer", 65_536,
                    "parley.bus.datagram-budget", 1_360,
                    "parley.client.greet-after", "0ms",
                    "parley.client.ping-after", "1s",
                    "parley.client.answer-within", "1s",
                    "parley.group.announce-interval", "10ms"))
                .bus())
        .isEqualTo(new NodeSettings.BusSizes(65_536, 1_360, true, 32 << 20));
    assertThat(new NodeSettings.BusSizes(Integer.MAX_VALUE, 60_000, true, 1 << 20)).isNotNull();
  }

  @Test
  void the_least_datagram_has_room_for_the_seal_and_for_the_name_of_the_cluster() {
    var name = "界".repeat(64);
    refused(Map.of("parley.cluster", name, "parley.bus.datagram-budget", 1_405), "1406", "1405");
    var settings =
        read(
            Map.of("parley.client.port", 1111, "parley.cluster", name, "parley.bind", "192.0.2.1"));
    assertThat(settings.bus().datagramBudgetBytes()).isEqualTo(1_406);
    assertThat(
            read(Map.of("parley.client.port", 1111, "parley.bind", "192.0.2.1"))
                .bus()
                .datagramBudgetBytes())
        .isEqualTo(1_400);
  }

  @Test
  void the_seal_is_found_out_unless_it_is_set_and_only_the_command_line_does_without_a_key() {
    var found = read(Map.of("parley.client.port", 1111));
    assertThat(found.key())
        .isEqualTo(new KeySettings(Optional.empty(), Optional.empty(), false, false));
    assertThat(found.insecure().key().insecure()).isTrue();
    assertThat(
            read(Map.of("parley.client.port", 1, "parley.bus.seal", "send", "parley.key", "/k"))
                .key())
        .isEqualTo(
            new KeySettings(Optional.of(Path.of("/k")), Optional.of(SealMode.SEND), false, false));
    refused(Map.of("parley.bus.seal", "off"), "auto, accept, send, require, not 'off'");
    refused(Map.of("parley.insecure", true), "There is no setting 'parley.insecure'");
  }

  @Test
  void tickets_are_of_use_for_a_month_at_most() {
    for (var length : List.of("1s", "30d")) {
      var flags =
          Map.<String, Object>of("parley.client.port", 1111, "parley.client.tickets-for", length);
      assertThat(read(flags).limits().ticketsFor()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
    refused(Map.of("parley.client.tickets-for", "999ms"), "at least 1 s");
    refused(Map.of("parley.client.tickets-for", "2592000001ms"), "at most 30 days");
  }

  @Test
  void the_environment_sets_timers_and_lists_too() {
    var environment =
        Map.of(
            "PARLEY_CLIENT_PORT", "1111",
            "PARLEY_GROUP_SUSPECT_AFTER", "3s",
            "PARLEY_SEEDS", "10.0.0.1:11111, 10.0.0.2:11111");
    var sources = new SettingsSources(Map.of(), new Properties(), environment);
    var settings = NodeSettings.read(sources.load(Optional.empty()), HOME);
    assertThat(settings.timers().suspectAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.seeds())
        .containsExactly(new Endpoint("10.0.0.1", 11_111), new Endpoint("10.0.0.2", 11_111));
  }

  private static NodeSettings read(Map<String, Object> flags) {
    return NodeSettings.read(
        new SettingsSources(flags, new Properties(), Map.of()).load(Optional.empty()), HOME);
  }

  private static void refused(Map<String, Object> flags, String... parts) {
    var all = new HashMap<>(flags);
    all.putIfAbsent("parley.client.port", 1111);
    assertThatThrownBy(() -> read(all))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContainingAll(parts);
  }
}
