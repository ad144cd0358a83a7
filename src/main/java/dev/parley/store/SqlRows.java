package dev.parley.store;

import dev.parley.chat.AccountLogouts;
import dev.parley.chat.AccountLogouts.Logout;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.SharedParts;
import dev.parley.chat.StateChanges;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore.Kept;
import dev.parley.store.log.CheckpointPlan;
import dev.parley.wire.VersionedCbor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Between the values of the state and the rows of the tables. */
final class SqlRows {
  private final Connection connection;
  private final PreparedStatement putLamport;
  private final PreparedStatement putRegistry;
  private final PreparedStatement putAccount;
  private final PreparedStatement putStream;
  private final PreparedStatement removeStream;
  private final PreparedStatement putMail;
  private final PreparedStatement removeMail;
  private final PreparedStatement findMail;
  private final PreparedStatement nextMails;
  private final PreparedStatement putDelivered;
  private final PreparedStatement putBlock;
  private final PreparedStatement removeBlock;
  private final PreparedStatement putLogout;
  private final PreparedStatement removeLogouts;

  SqlRows(Connection connection) throws SQLException {
    this.connection = connection;
    putLamport = connection.prepareStatement("update parley set v = ? where k = 'lamport'");
    putRegistry =
        connection.prepareStatement(
            "insert into parley (k, v) values ('registry', ?)"
                + " on conflict (k) do update set v = excluded.v");
    putAccount =
        connection.prepareStatement(
            "insert into account (name, spelling, salt, iterations, stored_key, server_key,"
                + " claim_lamport, claim_salt, changed) values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (name) do update set spelling = excluded.spelling,"
                + " salt = excluded.salt, iterations = excluded.iterations,"
                + " stored_key = excluded.stored_key, server_key = excluded.server_key,"
                + " claim_lamport = excluded.claim_lamport, claim_salt = excluded.claim_salt,"
                + " changed = excluded.changed");
    putStream =
        connection.prepareStatement(
            "insert into stream (sender, client, highest, recent, used) values (?, ?, ?, ?, ?)"
                + " on conflict (sender, client) do update set highest = excluded.highest,"
                + " recent = excluded.recent, used = excluded.used");
    removeStream =
        connection.prepareStatement("delete from stream where sender = ? and client = ?");
    putMail =
        connection.prepareStatement(
            "insert into mail (sender, client, seq, receiver, body, sent_at, lamport, clock)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (sender, client, seq) do update"
                + " set receiver = excluded.receiver, body = excluded.body,"
                + " sent_at = excluded.sent_at, lamport = excluded.lamport,"
                + " clock = excluded.clock");
    removeMail =
        connection.prepareStatement("delete from mail where sender = ? and client = ? and seq = ?");
    findMail =
        connection.prepareStatement(
            "select * from mail where sender = ? and client = ? and seq = ?");
    nextMails =
        connection.prepareStatement(
            "select * from mail where (sender, client, seq) > (?, ?, ?)"
                + " order by sender, client, seq limit ?");
    putDelivered =
        connection.prepareStatement(
            "insert into delivered (node, incarnation, seq) values (?, ?, ?)"
                + " on conflict (node, incarnation) do update set seq = excluded.seq");
    putBlock =
        connection.prepareStatement(
            "insert into block (owner, name, lamport, blocked) values (?, ?, ?, ?)"
                + " on conflict (owner, name) do update set lamport = excluded.lamport,"
                + " blocked = excluded.blocked");
    removeBlock = connection.prepareStatement("delete from block where owner = ? and name = ?");
    putLogout =
        connection.prepareStatement("insert into logout (name, client, mark) values (?, ?, ?)");
    removeLogouts = connection.prepareStatement("delete from logout where name = ?");
  }

  // Writing.

  /** What changes seldom: it is in no log, and written by each commit. */
  void writeAccounts(StateChanges changes) throws SQLException {
    if (changes.registry().isPresent()) {
      var bytes = VersionedCbor.REGISTRY.encode(changes.registry().get());
      putRegistry.setString(1, Base64.getEncoder().encodeToString(bytes));
      putRegistry.executeUpdate();
    }
    for (var account : changes.accounts()) write(account);
    if (!changes.accounts().isEmpty()) putAccount.executeBatch();
    for (var account : changes.logouts()) write(account);
    for (var block : changes.blocks()) write(block);
    if (!changes.blocks().isEmpty()) {
      putBlock.executeBatch();
      removeBlock.executeBatch();
    }
  }

  /** What a checkpoint brings to the tables. */
  void writeMail(StateChanges changes) throws SQLException {
    for (var stream : changes.streams()) write(stream);
    for (var mail : changes.arrived()) write(mail);
    for (var id : changes.gone()) remove(id);
    // Prepared once, sent together.
    if (!changes.streams().isEmpty()) {
      putStream.executeBatch();
      removeStream.executeBatch();
    }
    if (!changes.arrived().isEmpty()) putMail.executeBatch();
    if (!changes.gone().isEmpty()) removeMail.executeBatch();
  }

  private void write(Account account) throws SQLException {
    var verifier = account.verifier();
    putAccount.setString(1, account.name().key());
    putAccount.setString(2, account.name().spelling());
    putAccount.setString(3, verifier.salt());
    putAccount.setInt(4, verifier.iterations());
    putAccount.setString(5, verifier.storedKey());
    putAccount.setString(6, verifier.serverKey());
    putAccount.setLong(7, account.claim().lamport());
    putAccount.setString(8, account.claim().salt());
    putAccount.setLong(9, account.changed());
    putAccount.addBatch();
  }

  private void write(StreamState state) throws SQLException {
    if (state.highest() == 0) {
      removeStream.setString(1, state.stream().sender().key());
      removeStream.setString(2, state.stream().client());
      removeStream.addBatch();
      return;
    }
    putStream.setString(1, state.stream().sender().key());
    putStream.setString(2, state.stream().client());
    putStream.setLong(3, state.highest());
    putStream.setBytes(4, StoredValues.bytes(state.recent()));
    putStream.setLong(5, state.usedMs());
    putStream.addBatch();
  }

  private void write(BlockEntry block) throws SQLException {
    var statement = block.lamport() == 0 ? removeBlock : putBlock;
    statement.setString(1, block.owner().key());
    statement.setString(2, block.name().key());
    if (block.lamport() != 0) {
      statement.setLong(3, block.lamport());
      statement.setInt(4, block.isBlocked() ? 1 : 0);
    }
    statement.addBatch();
  }

  private void write(Mail mail) throws SQLException {
    setId(putMail, mail.id());
    putMail.setString(4, mail.to().spelling());
    putMail.setString(5, mail.text());
    putMail.setLong(6, mail.sentAtMs());
    putMail.setLong(7, mail.lamport());
    putMail.setString(8, StoredValues.text(mail.clock(), mail.parties()));
    putMail.addBatch();
  }

  /** Rare, and few: all of an account at once. */
  private void write(AccountLogouts account) throws SQLException {
    removeLogouts.setString(1, account.name().key());
    removeLogouts.executeUpdate();
    for (var logout : account.logouts()) {
      putLogout.setString(1, account.name().key());
      putLogout.setLong(2, logout.client());
      putLogout.setLong(3, logout.mark());
      putLogout.executeUpdate();
    }
  }

  private void remove(MessageId id) throws SQLException {
    setId(removeMail, id);
    removeMail.addBatch();
  }

  private static void setId(PreparedStatement statement, MessageId id) throws SQLException {
    statement.setString(1, id.stream().sender().key());
    statement.setString(2, id.stream().client());
    statement.setLong(3, id.seq());
  }

  void writeLamport(long lamport) throws SQLException {
    putLamport.setString(1, Long.toString(lamport));
    putLamport.executeUpdate();
  }

  void writeDelivered(Map<MemberId, Long> counts) throws SQLException {
    for (var entry : counts.entrySet()) {
      putDelivered.setString(1, entry.getKey().node());
      putDelivered.setLong(2, entry.getKey().incarnation());
      putDelivered.setLong(3, entry.getValue());
      putDelivered.addBatch();
    }
    if (!counts.isEmpty()) putDelivered.executeBatch();
  }

  /** Deletes everything that is loaded at a start, as if nothing had ever been written. */
  void clear() throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var table : List.of("account", "stream", "mail", "block", "logout", "delivered"))
        statement.executeUpdate("delete from " + table);
      statement.executeUpdate("delete from parley where k = 'registry'");
      statement.executeUpdate("update parley set v = '0' where k = 'lamport'");
    }
  }

  /**
   * Deletes the rows of all incarnations of each node but the last: the messages that it multicast
   * in them are in the state, and no member sends them again. Otherwise each start would cost a
   * row, and room in every report, for ever.
   */
  void forgetFormerLives() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(
          "delete from delivered where exists (select 1 from delivered later"
              + " where later.node = delivered.node"
              + " and later.incarnation > delivered.incarnation)");
    }
  }

  // Reading.

  /** The contents of the tables, and of the log, which {@code plan} has read. */
  Kept load(CheckpointPlan plan) throws SQLException {
    long ofTables = SqlSchema.number(connection, "lamport");
    long lamport = plan.lamport(ofTables);
    var accounts = all("select * from account", SqlRows::account);
    var spellings = new TreeMap<String, UserName>();
    accounts.forEach(account -> spellings.put(account.name().key(), account.name()));
    var parts = new SharedParts();
    accounts.forEach(account -> parts.share(account.name()));
    var streams =
        plan.streams(ofClients("select * from stream", row -> parts.share(stream(row, spellings))));
    var mails =
        plan.mails(ofClients("select * from mail", row -> parts.share(mail(row, spellings))));
    var blocks = all("select * from block", row -> block(row, spellings));
    var state =
        new ChatSnapshot(
            lamport,
            accounts,
            streams,
            mails,
            List.of(),
            List.of(),
            registry(),
            blocks,
            logouts(spellings));
    return new Kept(state, plan.delivered(delivered()));
  }

  /** Those of these messages that have a row; names are spelled as they are compared. */
  List<Mail> mails(Collection<MessageId> ids) throws SQLException {
    var found = new ArrayList<Mail>();
    for (var id : ids) {
      setId(findMail, id);
      try (var row = findMail.executeQuery()) {
        if (row.next()) found.add(mail(row, Map.of()));
      }
    }
    return found;
  }

  /** At most {@code max} messages in the order of the table; the first ones without an id. */
  List<Mail> mailsAfter(Optional<MessageId> id, int max) throws SQLException {
    nextMails.setString(1, id.map(last -> last.stream().sender().key()).orElse(""));
    nextMails.setString(2, id.map(last -> last.stream().client()).orElse(""));
    nextMails.setLong(3, id.map(MessageId::seq).orElse(0L));
    nextMails.setInt(4, max);
    var found = new ArrayList<Mail>();
    try (var row = nextMails.executeQuery()) {
      while (row.next()) found.add(mail(row, Map.of()));
    }
    return found;
  }

  private List<AccountLogouts> logouts(Map<String, UserName> spellings) throws SQLException {
    var found = new TreeMap<UserName, List<Logout>>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select name, client, mark from logout")) {
      while (row.next()) {
        var key = row.getString(1);
        found
            .computeIfAbsent(spelled(key, spellings), n -> new ArrayList<>())
            .add(new Logout(row.getLong(2), row.getLong(3)));
      }
    }
    return found.entrySet().stream()
        .map(entry -> new AccountLogouts(entry.getKey(), entry.getValue()))
        .toList();
  }

  private List<AccountLog> registry() throws SQLException {
    var kept = SqlSchema.value(connection, "registry");
    if (kept.isEmpty()) return List.of();
    var registry = VersionedCbor.REGISTRY.decode(Base64.getDecoder().decode(kept.get()));
    // Without it the node would not know who votes, and might decide alone.
    if (registry.isEmpty()) throw new SQLException("the registry cannot be read");
    return List.of(registry.get());
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> all(String query, Reader<T> reader) throws SQLException {
    var found = new ArrayList<T>();
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      while (result.next()) found.add(reader.read(result));
    }
    return found;
  }

  /** Without the rows of client ids that this version refuses, and earlier ones accepted. */
  private <T> List<T> ofClients(String query, Reader<T> reader) throws SQLException {
    Reader<Optional<T>> checked =
        row ->
            ClientStream.isId(row.getString("client"))
                ? Optional.of(reader.read(row))
                : Optional.empty();
    return all(query, checked).stream().flatMap(Optional::stream).toList();
  }

  private static Account account(ResultSet row) throws SQLException {
    var verifier =
        new ScramVerifier(
            row.getString("salt"),
            row.getInt("iterations"),
            row.getString("stored_key"),
            row.getString("server_key"));
    var claim = new Account.Claim(row.getLong("claim_lamport"), row.getString("claim_salt"));
    return new Account(
        UserName.of(row.getString("spelling")), verifier, claim, row.getLong("changed"));
  }

  /** Rows are found by the name as it is compared; people see it as it was registered. */
  private static ClientStream streamKey(ResultSet row, Map<String, UserName> spellings)
      throws SQLException {
    return new ClientStream(spelled(row.getString("sender"), spellings), row.getString("client"));
  }

  private static UserName spelled(String key, Map<String, UserName> spellings) {
    var name = spellings.get(key);
    return name == null ? UserName.of(key) : name;
  }

  private static BlockEntry block(ResultSet row, Map<String, UserName> spellings)
      throws SQLException {
    return new BlockEntry(
        spelled(row.getString("owner"), spellings),
        spelled(row.getString("name"), spellings),
        row.getLong("lamport"),
        row.getInt("blocked") != 0);
  }

  private static StreamState stream(ResultSet row, Map<String, UserName> spellings)
      throws SQLException {
    return new StreamState(
        streamKey(row, spellings),
        row.getLong("highest"),
        StoredValues.numbers(row.getBytes("recent")),
        row.getLong("used"));
  }

  private static Mail mail(ResultSet row, Map<String, UserName> spellings) throws SQLException {
    var clock = StoredValues.clock(row.getString("clock"));
    var parties = StoredValues.takeParties(clock);
    return new Mail(
        new MessageId(streamKey(row, spellings), row.getLong("seq")),
        UserName.of(row.getString("receiver")),
        row.getString("body"),
        row.getLong("sent_at"),
        row.getLong("lamport"),
        clock,
        parties);
  }

  private VersionVector delivered() throws SQLException {
    var counts = new TreeMap<MemberId, Long>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select node, incarnation, seq from delivered")) {
      while (row.next()) counts.put(new MemberId(row.getString(1), row.getLong(2)), row.getLong(3));
    }
    return VersionVector.of(counts);
  }
}
