package dev.palisade.harness.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The network namespaces of one run and the bridge that joins them, and those that earlier runs
 * have left. A bridge names its owner, process id and birth, in its alias, so that a later run can
 * tell what nobody owns any more; it is made first and removed last.
 */
final class Namespaces {
  private static final String PREFIX = "plsd";
  private static final String ALIAS = "palisade-chaos:";
  private static final Path INTERFACES = Path.of("/sys/class/net");
  private static final Path NAMESPACES = Path.of("/run/netns");

  /** Addresses for measurements between networks (RFC 2544), which nothing routes. */
  private static final String NETWORK = "198.18.";

  private static final AtomicInteger OPENED = new AtomicInteger();

  private final String bridge;
  private final String subnet;
  private final int nodes;
  private final Thread atExit = new Thread(this::removeOnce, "remove-namespaces");
  private boolean removed;

  private Namespaces(String bridge, String subnet, int nodes) {
    this.bridge = bridge;
    this.subnet = subnet;
    this.nodes = nodes;
  }

  /** Makes them, after it has removed what others have left. */
  static Namespaces make(int nodes) {
    removeOrphans();
    long pid = ProcessHandle.current().pid();
    String bridge = PREFIX + Long.toString(pid, 36) + "-" + OPENED.incrementAndGet();
    Namespaces made = new Namespaces(bridge, freeSubnet(), nodes);
    Runtime.getRuntime().addShutdownHook(made.atExit);
    boolean done = false;
    try {
      made.make();
      done = true;
      return made;
    } finally {
      if (!done) {
        made.remove();
      }
    }
  }

  private void make() {
    long pid = ProcessHandle.current().pid();
    step("ip link add " + bridge + " type bridge");
    step("ip link set " + bridge + " alias " + ALIAS + pid + ":" + birth(pid));
    step("ip addr add " + subnet + "254/24 dev " + bridge);
    step("ip link set " + bridge + " up");
    for (int node = 1; node <= nodes; node++) {
      String own = name(node);
      step("ip netns add " + own);
      step("ip link add " + own + " type veth peer name eth0 netns " + own);
      step("ip link set " + own + " master " + bridge + " up");
      step("ip -n " + own + " addr add " + address(node) + "/24 dev eth0");
      step("ip -n " + own + " link set lo up");
      step("ip -n " + own + " link set eth0 up");
    }
  }

  /** Nothing is made any more once it is being removed, as when the process is interrupted. */
  private synchronized void step(String command) {
    if (removed) {
      throw new NetException("interrupted before: " + command);
    }
    Commands.run(command);
  }

  /** The namespace of a node. */
  String name(int node) {
    return bridge + "-" + node;
  }

  /** The address of a node. */
  String address(int node) {
    return subnet + node;
  }

  /**
   * Shell commands that remove them. A namespace lives on for minutes while connections of killed
   * processes wait for an answer in it, so its line is removed by itself.
   */
  List<String> cleanup() {
    List<String> commands = new ArrayList<>();
    for (int node = 1; node <= nodes; node++) {
      commands.add("ip link del " + name(node) + " 2>/dev/null");
      commands.add("ip netns del " + name(node) + " 2>/dev/null");
    }
    commands.add("ip link del " + bridge + " 2>/dev/null");
    return commands;
  }

  void remove() {
    removeOnce();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      return; // The hook finds nothing to do.
    }
  }

  private synchronized void removeOnce() {
    if (!removed) {
      removed = true;
      remove(bridge);
    }
  }

  private static void remove(String bridge) {
    for (String line : namesIn(INTERFACES)) {
      if (line.startsWith(bridge + "-")) {
        Commands.run("ip link del " + line);
      }
    }
    for (String namespace : namesIn(NAMESPACES)) {
      if (namespace.startsWith(bridge + "-")) {
        Commands.run("ip netns del " + namespace);
      }
    }
    if (Files.exists(INTERFACES.resolve(bridge))) {
      Commands.run("ip link del " + bridge);
    }
  }

  /** Removes what belongs to no process that is there. */
  static void removeOrphans() {
    for (String name : namesIn(INTERFACES)) {
      if (name.startsWith(PREFIX) && isOrphan(name)) {
        remove(name);
      }
    }
  }

  private static boolean isOrphan(String bridge) {
    String alias = textOf(INTERFACES.resolve(bridge).resolve("ifalias"));
    if (!alias.startsWith(ALIAS)) {
      return false; // A stranger's, or one end of a node's line.
    }
    String[] owner = alias.substring(ALIAS.length()).split(":", -1);
    return owner.length == 2 && !owner[1].equals(birth(Long.parseLong(owner[0])));
  }

  private static String birth(long pid) {
    String stat = textOf(Path.of("/proc", Long.toString(pid), "stat"));
    return stat.isEmpty() ? "" : stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
  }

  private static String freeSubnet() {
    String used = Commands.run("ip -4 -o addr show") + Commands.run("ip -4 route show");
    int first = (int) (ProcessHandle.current().pid() % 256);
    for (int tried = 0; tried < 256; tried++) {
      String subnet = NETWORK + (first + tried) % 256 + ".";
      if (!used.contains(subnet)) {
        return subnet;
      }
    }
    throw new NetException("every subnet of " + NETWORK + "0.0/16 is used; remove some of them");
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException gone) {
      return "";
    }
  }

  private static List<String> namesIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new NetException("could not list " + folder, e);
    }
  }
}
