package dev.palisade.kv.server;

import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.CoreConfig.Timeouts;
import dev.palisade.raft.log.WalOptions.WhenEmpty;
import dev.palisade.raft.replica.SnapshotOptions;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings of a server, checked. {@link ConfigKey} says what each is.
 *
 * @param members ascending by id, this node included
 * @param listen where this node listens; its addresses in {@code members} are where others reach it
 * @param joins whether the others are a cluster already, which this node is added to
 * @param compareEveryNanos between two comparisons of the members' states; {@link Long#MAX_VALUE}
 *     for never
 */
public record ServerConfig(
    NodeId self,
    long clusterId,
    Path data,
    List<Member> members,
    Listen listen,
    boolean joins,
    Timeouts timeouts,
    Bounds bounds,
    int segmentBytes,
    WhenEmpty whenLogIsEmpty,
    SnapshotOptions snapshots,
    long compareEveryNanos,
    Logs logs) {

  /**
   * What may pile up, and how far clocks may be apart.
   *
   * @param keepRevisions the newest revisions, whose versions are not dropped; 0 for all
   */
  public record Bounds(
      long maxInFlightOperations,
      long maxInFlightBytes,
      long maxAnswerBytes,
      long maxClockOffsetMillis,
      long keepRevisions) {}

  /** The addresses of this machine that a node binds. */
  public record Listen(InetSocketAddress peers, InetSocketAddress clients) {}

  /** How to log. */
  public record Logs(Format format, String level) {
    /** For people or for machines. */
    public enum Format {
      TEXT,
      JSON
    }
  }

  /**
   * Gathers the settings: flags before environment before file before what is standard.
   *
   * @param flags by {@link ConfigKey#key}
   * @param environment of the process
   * @param file of lines {@code key=value}
   * @throws IllegalArgumentException naming the setting, where it stands, its value, and what is
   *     allowed
   * @throws IOException if the file cannot be read
   */
  public static ServerConfig load(
      Map<String, String> flags, Map<String, String> environment, Optional<Path> file)
      throws IOException {
    Map<ConfigKey, Given> given = new EnumMap<>(ConfigKey.class);
    for (ConfigKey key : ConfigKey.values()) {
      if (key.standard() != null) {
        given.put(key, new Given(key.standard(), "the standard"));
      }
    }
    if (file.isPresent()) {
      readFile(file.get(), given);
    }
    for (ConfigKey key : ConfigKey.values()) {
      String value = environment.get(key.environmentName());
      if (value != null) {
        given.put(key, new Given(value, "environment variable " + key.environmentName()));
      }
    }
    flags.forEach((name, value) -> given.put(keyOf(name, "flag --"), flag(name, value)));
    return new Settings(given).config();
  }

  /** In force as long as the log holds no other: a node that joins is no member of it. */
  public Membership initialMembership() {
    List<NodeId> voters =
        members.stream().map(Member::id).filter(id -> !joins || !id.equals(self)).toList();
    Map<NodeId, MemberAddress> addresses = new TreeMap<>();
    members.forEach(member -> addresses.put(member.id(), member.address()));
    return Membership.ofVoters(voters).withAddresses(addresses);
  }

  /** This node among the members. */
  public Member own() {
    return members.stream().filter(member -> member.id().equals(self)).findFirst().orElseThrow();
  }

  private static Given flag(String name, String value) {
    return new Given(value, "flag --" + name);
  }

  private static void readFile(Path file, Map<ConfigKey, Given> given) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = new StringReader(withoutByteOrderMark(Files.readString(file)))) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("cannot read settings from " + file + ": " + e.getMessage(), e);
    }
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      ConfigKey key = keyOf(name, "file " + file + ": ");
      given.put(key, new Given(properties.getProperty(name).trim(), "file " + file));
    }
  }

  /** Some editors begin UTF-8 with U+FEFF; it is no part of the first name. */
  private static String withoutByteOrderMark(String text) {
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private static ConfigKey keyOf(String name, String where) {
    ConfigKey key = ConfigKey.named(name);
    if (key == null) {
      throw new IllegalArgumentException(
          "%s%s is not a setting; did you mean '%s'?"
              .formatted(where, name, ConfigKey.nearest(name).key()));
    }
    return key;
  }

  /** A value and where it came from. */
  private record Given(String value, String source) {}

  /** The values given, each checked as it is taken. */
  private record Settings(Map<ConfigKey, Given> given) {
    ServerConfig config() {
      List<Member> members = members();
      NodeId self = new NodeId((int) number(ConfigKey.NODE_ID, 1, Integer.MAX_VALUE));
      if (members.stream().noneMatch(member -> member.id().equals(self))) {
        throw wrong(
            ConfigKey.NODE_ID,
            "is none of the members " + members.stream().map(Member::id).toList());
      }
      return new ServerConfig(
          self,
          number(ConfigKey.CLUSTER_ID, 1, Long.MAX_VALUE),
          Path.of(get(ConfigKey.DATA).value()),
          members,
          listen(members, self),
          joins(members),
          timeouts(),
          new Bounds(
              number(ConfigKey.MAX_IN_FLIGHT_OPERATIONS, 1, 1_000_000),
              number(ConfigKey.MAX_IN_FLIGHT_BYTES, 8L << 20, 4L << 30),
              number(ConfigKey.MAX_ANSWER_BYTES, 1L << 20, 4L << 30),
              number(ConfigKey.MAX_CLOCK_OFFSET_MILLIS, 1, 3_600_000),
              number(ConfigKey.KEEP_REVISIONS, 0, 1_000_000_000_000L)),
          segmentBytes(),
          whenLogIsEmpty(),
          new SnapshotOptions(
              number(ConfigKey.SNAPSHOT_LOG_BYTES, 65_536, 1L << 40),
              number(ConfigKey.SNAPSHOT_KEEP_LOG_BYTES, 0, 1L << 40),
              SnapshotOptions.DEFAULT.chunkBytes()),
          compareEveryNanos(),
          new Logs(format(), level()));
    }

    private Timeouts timeouts() {
      long election = number(ConfigKey.ELECTION_TIMEOUT_MILLIS, 50, 60_000);
      long heartbeat = number(ConfigKey.HEARTBEAT_MILLIS, 1, election - 1);
      long disk = number(ConfigKey.DISK_DEADLINE_MILLIS, 100, 600_000);
      return new Timeouts(election * 1_000_000, heartbeat * 1_000_000, disk * 1_000_000);
    }

    private List<Member> members() {
      try {
        return Member.parseAll(get(ConfigKey.MEMBERS).value());
      } catch (IllegalArgumentException e) {
        throw wrong(ConfigKey.MEMBERS, String.valueOf(e.getMessage()));
      }
    }

    private Listen listen(List<Member> members, NodeId self) {
      Member own =
          members.stream().filter(member -> member.id().equals(self)).findFirst().orElseThrow();
      Listen listen =
          new Listen(
              endpoint(ConfigKey.LISTEN_PEERS, own.peers()),
              endpoint(ConfigKey.LISTEN_CLIENTS, own.clients()));
      if (listen.peers().equals(listen.clients())) {
        throw new IllegalArgumentException(
            "node %d would listen on %s both for peers and for clients; give it two ports, with"
                    .formatted(self.value(), Member.show(listen.peers()))
                + " members, listen-peers or listen-clients");
      }
      return listen;
    }

    private InetSocketAddress endpoint(ConfigKey key, InetSocketAddress standard) {
      String text = get(key).value().trim();
      try {
        return text.isEmpty() ? standard : Member.endpoint(text);
      } catch (IllegalArgumentException e) {
        throw wrong(key, String.valueOf(e.getMessage()));
      }
    }

    private boolean joins(List<Member> members) {
      boolean joins = isTrue(ConfigKey.JOIN);
      if (joins && members.size() < 2) {
        throw wrong(ConfigKey.JOIN, "needs members beside this node, which know it is added");
      }
      return joins;
    }

    private long compareEveryNanos() {
      long seconds = number(ConfigKey.COMPARE_STATES_SECONDS, 0, 86_400);
      return seconds == 0 ? Long.MAX_VALUE : seconds * 1_000_000_000;
    }

    private boolean isTrue(ConfigKey key) {
      return switch (get(key).value().toLowerCase(Locale.ROOT)) {
        case "true" -> true;
        case "false" -> false;
        default -> throw wrong(key, "is neither true nor false");
      };
    }

    private int segmentBytes() {
      long bytes = number(ConfigKey.SEGMENT_BYTES, 1 << 20, 1 << 30);
      if (bytes % 4096 != 0) {
        throw wrong(ConfigKey.SEGMENT_BYTES, "is no multiple of 4096");
      }
      return (int) bytes;
    }

    private WhenEmpty whenLogIsEmpty() {
      return isTrue(ConfigKey.EXPECT_LOG) ? WhenEmpty.REFUSE : WhenEmpty.BEGIN;
    }

    private Logs.Format format() {
      return switch (get(ConfigKey.LOG_FORMAT).value().toLowerCase(Locale.ROOT)) {
        case "text" -> Logs.Format.TEXT;
        case "json" -> Logs.Format.JSON;
        default -> throw wrong(ConfigKey.LOG_FORMAT, "is neither text nor json");
      };
    }

    private String level() {
      String level = get(ConfigKey.LOG_LEVEL).value().toLowerCase(Locale.ROOT);
      if (!List.of("error", "warn", "info", "debug").contains(level)) {
        throw wrong(ConfigKey.LOG_LEVEL, "is none of error, warn, info, debug");
      }
      return level;
    }

    private long number(ConfigKey key, long least, long most) {
      try {
        long value = Long.parseLong(get(key).value().trim());
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw wrong(key, "is not a number");
      }
      throw wrong(key, "is not within %d to %d".formatted(least, most));
    }

    private Given get(ConfigKey key) {
      Given value = given.get(key);
      if (value == null) {
        throw new IllegalArgumentException(
            "%s is missing; give --%s, %s, or %s= in the file: %s"
                .formatted(
                    key.key(), key.key(), key.environmentName(), key.key(), key.description()));
      }
      return value;
    }

    private IllegalArgumentException wrong(ConfigKey key, String why) {
      Given value = get(key);
      return new IllegalArgumentException(
          "%s '%s' (%s) %s; it is %s"
              .formatted(key.key(), value.value(), value.source(), why, key.description()));
    }
  }
}
