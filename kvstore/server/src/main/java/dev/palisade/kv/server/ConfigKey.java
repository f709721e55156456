package dev.palisade.kv.server;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of a server. As a flag {@code --node-id 1}, in the environment {@code
 * PALISADE_NODE_ID=1}, in a file {@code node-id=1}; the first of these that gives it counts.
 */
public enum ConfigKey {
  NODE_ID("node-id", null, "this node's id, a positive number, one of the members'"),
  CLUSTER_ID("cluster-id", null, "the cluster's id, a positive number, equal on all members"),
  DATA("data", null, "folder for log and state; created if absent, used by one node only"),
  MEMBERS(
      "members",
      null,
      "every member as ID=PEER_HOST:PORT,CLIENT_HOST:PORT, separated by semicolons"),
  LISTEN_PEERS(
      "listen-peers",
      "",
      "HOST:PORT to listen on for peers, where it differs from this node's address in members, as"
          + " behind NAT or in a container, for example 0.0.0.0:7001; empty for that address"),
  LISTEN_CLIENTS(
      "listen-clients",
      "",
      "HOST:PORT to listen on for clients, where it differs from this node's address in members;"
          + " empty for that address"),
  ELECTION_TIMEOUT_MILLIS(
      "election-timeout-millis",
      "300",
      "a follower waits once to twice this long for a leader; 50 to 60000"),
  HEARTBEAT_MILLIS(
      "heartbeat-millis", "60", "between a leader's heartbeats; below the election timeout"),
  DISK_DEADLINE_MILLIS(
      "disk-deadline-millis",
      "2000",
      "a leader whose write to the log takes longer steps down; 100 to 600000"),
  MAX_CLOCK_OFFSET_MILLIS(
      "max-clock-offset-millis",
      "500",
      "a timestamp further ahead of the local clock is refused; 1 to 3600000"),
  MAX_IN_FLIGHT_OPERATIONS(
      "max-in-flight-operations",
      "20000",
      "operations in flight before more are refused; 1 to 1000000"),
  MAX_IN_FLIGHT_BYTES(
      "max-in-flight-bytes",
      "16777216",
      "bytes of operations in flight before more are refused; 8388608 to 4294967296"),
  MAX_ANSWER_BYTES(
      "max-answer-bytes",
      "33554432",
      "bytes of answers that clients have not taken yet before reads are refused; a quarter for each"
          + " connection; 1048576 to 4294967296"),
  SEGMENT_BYTES(
      "segment-bytes", "67108864", "size of the log's files; 1048576 to 1073741824, whole KiB"),
  SNAPSHOT_LOG_BYTES(
      "snapshot-log-bytes",
      "268435456",
      "a snapshot of the state is taken after so many bytes of log, or down to half as many so that"
          + " not all nodes take one at once; 350000 entries count as much; 65536 to"
          + " 1099511627776"),
  SNAPSHOT_KEEP_LOG_BYTES(
      "snapshot-keep-log-bytes",
      "67108864",
      "about so many bytes of log are kept behind a snapshot, in whole segments, for nodes that are"
          + " a little behind; 0 to 1099511627776"),
  KEEP_REVISIONS(
      "keep-revisions",
      "100000",
      "so many of the newest revisions can be read as of then; versions that only older ones show"
          + " are dropped; 0 keeps all, until they are compacted by hand; at most 1000000000000"),
  COMPARE_STATES_SECONDS(
      "compare-states-seconds",
      "10",
      "between two comparisons of what the members' states hash to, by the leader; 0 for never, at"
          + " most 86400"),
  JOIN(
      "join",
      "false",
      "true on a node that is added to a cluster: it begins as no member, and is not to be true on"
          + " a node of a new cluster; true or false"),
  EXPECT_LOG(
      "expect-log",
      "false",
      "true once this node has run: it then refuses to start where its log is gone, rather than"
          + " vote again; true or false"),
  LOG_FORMAT("log-format", "text", "text or json"),
  LOG_LEVEL("log-level", "info", "error, warn, info or debug");

  private final String key;
  private final @Nullable String standard;
  private final String description;

  ConfigKey(String key, @Nullable String standard, String description) {
    this.key = key;
    this.standard = standard;
    this.description = description;
  }

  /** The name in a file, and after two dashes as a flag. */
  public String key() {
    return key;
  }

  /** The name in the environment. */
  public String environmentName() {
    return "PALISADE_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** What holds when it is not given; null when it must be given. */
  public @Nullable String standard() {
    return standard;
  }

  public String description() {
    return description;
  }

  /** The setting of this name; null when there is none. */
  static @Nullable ConfigKey named(String name) {
    for (ConfigKey each : values()) {
      if (each.key.equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** The setting whose name is nearest to a mistaken one. */
  static ConfigKey nearest(String name) {
    ConfigKey nearest = NODE_ID;
    for (ConfigKey each : List.of(values())) {
      if (distance(each.key, name) < distance(nearest.key, name)) {
        nearest = each;
      }
    }
    return nearest;
  }

  /** Levenshtein's distance. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[right.length()];
  }
}
