package dev.palisade.cli.local;

import dev.palisade.cli.local.ProcessIdentity.Life;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The nodes of one cluster as processes of this machine. All methods return when the operating
 * system has done its part; whether a node serves is for the caller to ask. Thread-safe within a
 * process; {@link FolderLock} keeps several commands apart.
 */
public final class LocalCluster {
  private static final long STOP_MILLIS = 10_000;
  private static final long KILL_MILLIS = 5_000;
  private static final long SIGNAL_MILLIS = 5_000;

  private final Path folder;
  private final NodeLaunch launch;
  private ClusterFile file;

  /** Keeps the pipes of tied nodes open: a pipe that is collected as garbage would stop a node. */
  private final Map<Integer, Process> children = new HashMap<>();

  private LocalCluster(Path folder, Lifetime lifetime, ClusterFile file) {
    this.folder = folder;
    this.launch = new NodeLaunch(folder, lifetime);
    this.file = file;
  }

  /**
   * Lays a new cluster out in a folder, which may be there already: chooses ports and an identity
   * and writes them down. No node is started.
   *
   * @param nodes at least 1
   * @throws IOException when the folder holds a cluster or cannot be written
   */
  public static LocalCluster create(Path folder, int nodes, Lifetime lifetime) throws IOException {
    if (ClusterFile.read(folder).isPresent()) {
      throw new IOException("there is a cluster in " + folder + " already");
    }
    Files.createDirectories(folder);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    List<Integer> ports = FreePorts.choose(2 * nodes, random);
    List<ClusterFile.Node> members = new ArrayList<>();
    for (int n = 1; n <= nodes; n++) {
      members.add(
          new ClusterFile.Node(
              n,
              ports.get(2 * n - 2),
              ports.get(2 * n - 1),
              ClusterFile.Node.Standing.FOUNDER,
              false,
              Optional.empty()));
    }
    ClusterFile file = new ClusterFile(random.nextLong(1, Long.MAX_VALUE), members);
    file.write(folder);
    return new LocalCluster(folder.toAbsolutePath().normalize(), lifetime, file);
  }

  /**
   * Lays one node more out: chooses ports and writes them down. It is not started, and the cluster
   * is not told.
   *
   * @param used ids that the cluster knows, also of nodes that are not of this folder: an id is
   *     never given to a second node
   * @return its number
   */
  public synchronized int add(Set<Integer> used) throws IOException {
    // A node that is down, or has only just been started, does not listen on its own ones.
    List<Integer> ports =
        FreePorts.choose(2 + 2 * file.nodes().size(), ThreadLocalRandom.current()).stream()
            .filter(
                port ->
                    file.nodes().stream()
                        .noneMatch(node -> node.clientPort() == port || node.peerPort() == port))
            .toList();
    int number = file.nodes().getLast().number() + 1;
    while (used.contains(number)) {
      number++;
    }
    file =
        file.adding(
            new ClusterFile.Node(
                number,
                ports.get(0),
                ports.get(1),
                ClusterFile.Node.Standing.ADDED,
                false,
                Optional.empty()));
    file.write(folder);
    return number;
  }

  /** Writes down that a node was removed: it is not started again. */
  public synchronized void removed(int node) throws IOException {
    file = file.with(file.node(node).removed());
    file.write(folder);
  }

  /** Deletes what a node, whose process must be gone, has written. */
  public synchronized void delete(int node) throws IOException {
    if (life(node) != Life.GONE) {
      throw new IOException("node " + node + " is still there; stop it first");
    }
    deleteTree(launch.nodeFolder(node));
  }

  /** Waits until a node's process is gone by itself; false when it is not in time. */
  public boolean awaitEnd(int node, long millis) throws InterruptedException {
    Optional<ProcessIdentity> process = processOf(node);
    return process.isEmpty() || process.get().await(Life.GONE, millis);
  }

  /** The cluster that was laid out in a folder; empty when there is none. */
  public static Optional<LocalCluster> find(Path folder, Lifetime lifetime) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    return ClusterFile.read(absolute).map(file -> new LocalCluster(absolute, lifetime, file));
  }

  /** What is written down of it now. */
  public synchronized ClusterFile file() {
    return file;
  }

  /** Its folder, absolute. */
  public Path folder() {
    return folder;
  }

  /** The file that a node's process writes its output to. */
  public Path logFile(int node) {
    return launch.logFile(node);
  }

  /** How a node's process is. */
  public synchronized Life life(int node) {
    return file.node(node).process().map(ProcessIdentity::life).orElse(Life.GONE);
  }

  /**
   * Starts a node, unless it runs or is paused.
   *
   * @return whether it was started
   */
  public synchronized boolean start(int node) throws IOException {
    if (life(node) != Life.GONE) {
      return false;
    }
    noteLog(node);
    ClusterFile.Node member = file.node(node);
    Process process = launch.start(file, member);
    children.put(node, process);
    // Written down at once: a node must never run without its id being on record.
    file = file.with(member.with(ProcessIdentity.ofRunning(process.pid())));
    file.write(folder);
    return true;
  }

  /**
   * Writes down that a node has a log, if it has: from then on it does not start without one, since
   * it would vote again.
   */
  public synchronized void noteLog(int node) throws IOException {
    ClusterFile.Node member = file.node(node);
    if (!member.hasLog() && launch.hasLog(node)) {
      file = file.with(member.withLog());
      file.write(folder);
    }
  }

  /** Kills a node with SIGKILL and waits until it is gone; false when it was not there. */
  public boolean kill(int node) throws IOException, InterruptedException {
    noteLog(node);
    Optional<ProcessIdentity> process = processOf(node);
    if (process.isEmpty() || !process.get().signal("KILL")) {
      return false;
    }
    awaitGone(node, process.get(), KILL_MILLIS);
    return true;
  }

  /**
   * Stops a node with SIGTERM, waits until it is gone, and kills it after ten seconds; false when
   * it was not there.
   */
  public boolean stop(int node) throws IOException, InterruptedException {
    noteLog(node);
    Optional<ProcessIdentity> process = processOf(node);
    if (process.isEmpty() || process.get().life() == Life.GONE) {
      return false;
    }
    if (process.get().life() == Life.PAUSED) {
      return kill(node); // It could not act on SIGTERM.
    }
    process.get().signal("TERM");
    if (!process.get().await(Life.GONE, STOP_MILLIS)) {
      return kill(node);
    }
    return true;
  }

  /**
   * Freezes a node with SIGSTOP and waits until it stands still: the signal alone leaves it some
   * instructions more. False when it does not run.
   */
  public boolean pause(int node) throws IOException, InterruptedException {
    return signalUntil(node, "STOP", Life.PAUSED);
  }

  /** Lets a frozen node go on with SIGCONT; false when it is not there. */
  public boolean resume(int node) throws IOException, InterruptedException {
    return signalUntil(node, "CONT", Life.RUNNING);
  }

  private boolean signalUntil(int node, String signal, Life wanted)
      throws IOException, InterruptedException {
    Optional<ProcessIdentity> process = processOf(node);
    if (process.isEmpty() || !process.get().signal(signal)) {
      return false;
    }
    if (!process.get().await(wanted, SIGNAL_MILLIS)) {
      throw new IOException(
          "node "
              + node
              + " (process "
              + process.get().pid()
              + ") is not "
              + wanted.name().toLowerCase(Locale.ROOT)
              + " "
              + SIGNAL_MILLIS
              + " ms after SIG"
              + signal);
    }
    return true;
  }

  /** Stops all nodes, all at the same time first. */
  public void stopAll() throws IOException, InterruptedException {
    for (ClusterFile.Node node : file().nodes()) {
      if (life(node.number()) == Life.RUNNING) {
        node.process().ifPresent(process -> process.signal("TERM"));
      }
    }
    for (ClusterFile.Node node : file().nodes()) {
      stop(node.number());
    }
  }

  /** Kills all nodes. */
  public void killAll() throws IOException, InterruptedException {
    for (ClusterFile.Node node : file().nodes()) {
      node.process().ifPresent(process -> process.signal("KILL"));
    }
    for (ClusterFile.Node node : file().nodes()) {
      if (node.process().isPresent()) {
        awaitGone(node.number(), node.process().get(), KILL_MILLIS);
      }
    }
  }

  /**
   * Removes what the cluster has written into its folder, and the folder if nothing else is in it.
   *
   * @throws IOException when a node is still there, or a file cannot be removed
   */
  public synchronized void wipe() throws IOException {
    for (ClusterFile.Node node : file.nodes()) {
      if (life(node.number()) != Life.GONE) {
        throw new IOException("node " + node.number() + " is still there; stop it first");
      }
    }
    for (ClusterFile.Node node : file.nodes()) {
      deleteTree(launch.nodeFolder(node.number()));
    }
    Files.deleteIfExists(folder.resolve(ClusterFile.NAME));
    Files.deleteIfExists(folder.resolve(FolderLock.NAME));
    try (Stream<Path> left = Files.list(folder)) {
      if (left.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(folder);
  }

  private synchronized Optional<ProcessIdentity> processOf(int node) {
    return file.node(node).process();
  }

  private static void awaitGone(int node, ProcessIdentity process, long millis)
      throws IOException, InterruptedException {
    if (!process.await(Life.GONE, millis)) {
      throw new IOException(
          "node " + node + " (process " + process.pid() + ") is still there after SIGKILL");
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
