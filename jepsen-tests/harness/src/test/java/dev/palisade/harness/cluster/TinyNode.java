package dev.palisade.harness.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node that decides nothing: it appends to a file and syncs it, keeps another file that does not
 * change, sends a byte to each peer ten times a second, and tells whoever connects its clocks, its
 * writes and whom it has heard.
 */
final class TinyNode {
  private static final int EVERY_MILLIS = 100;
  private static final int RECORD_BYTES = 600;

  private final Map<Integer, Long> heard = new ConcurrentHashMap<>();
  private final AtomicLong writes = new AtomicLong();
  private volatile String error = "";

  private TinyNode() {}

  /**
   * Arguments: own number, clients' address, peers' address, directories of log and state, peers.
   */
  public static void main(String[] arguments) throws IOException {
    TinyNode node = new TinyNode();
    int self = Integer.parseInt(arguments[0]);
    ServerSocket peers = listen(arguments[2]);
    Thread.ofPlatform().start(() -> node.hearAll(peers));
    Path log = Path.of(arguments[3]);
    Files.createDirectories(log);
    Thread.ofPlatform().start(() -> node.writeOn(log.resolve("log")));
    keep(Path.of(arguments[4]));
    for (String peer : arguments[5].split(",", -1)) {
      if (!peer.isEmpty()) {
        Thread.ofPlatform().start(() -> node.sendOn(self, address(peer)));
      }
    }
    node.tellAll(listen(arguments[1]));
  }

  private static void keep(Path directory) throws IOException {
    Path state = directory.resolve("state");
    if (!Files.exists(state)) {
      byte[] kept = new byte[RECORD_BYTES];
      java.util.Arrays.fill(kept, (byte) 1);
      Files.createDirectories(directory);
      Files.write(state, kept);
      syncNames(state);
    }
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static ServerSocket listen(String text) throws IOException {
    InetSocketAddress where = address(text);
    return new ServerSocket(where.getPort(), 50, where.getAddress());
  }

  private void tellAll(ServerSocket clients) throws IOException {
    while (true) {
      try (Socket client = clients.accept()) {
        StringBuilder text = new StringBuilder();
        text.append("wall=").append(System.currentTimeMillis());
        text.append(";mono=").append(System.nanoTime() / 1_000_000);
        text.append(";writes=").append(writes).append(";error=").append(error);
        heard.forEach((peer, times) -> text.append(";heard" + peer + "=" + times));
        client.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
      } catch (IOException gone) {
        // Whoever asked has lost interest.
      }
    }
  }

  private void hearAll(ServerSocket peers) {
    while (true) {
      try {
        Socket peer = peers.accept();
        Thread.ofPlatform().start(() -> hear(peer));
      } catch (IOException gone) {
        // The next one, then.
      }
    }
  }

  private void hear(Socket peer) {
    try (peer) {
      InputStream in = peer.getInputStream();
      for (int from = in.read(); from >= 0; from = in.read()) {
        heard.merge(from, 1L, Long::sum);
      }
    } catch (IOException broken) {
      // It will dial again.
    }
  }

  private void sendOn(int self, InetSocketAddress to) {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.setTcpNoDelay(true);
        socket.connect(to, 1_000);
        while (true) {
          socket.getOutputStream().write(self);
          Thread.sleep(EVERY_MILLIS);
        }
      } catch (IOException unreachable) {
        pause();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void writeOn(Path log) {
    try (FileChannel file =
        FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.position(file.size());
      syncNames(log);
      while (true) {
        byte[] record = new byte[RECORD_BYTES];
        java.util.Arrays.fill(record, (byte) (writes.get() % 100 + 1));
        try {
          file.write(ByteBuffer.wrap(record));
          file.force(false);
          writes.incrementAndGet();
        } catch (IOException e) {
          error = String.valueOf(e.getMessage());
        }
        pause();
      }
    } catch (IOException e) {
      error = String.valueOf(e.getMessage());
    }
  }

  /** Makes the name of the file durable, and those of the folders above it that this node made. */
  private static void syncNames(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    for (int i = 0; i < 3 && folder != null; i++) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
      folder = folder.getParent();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(EVERY_MILLIS / 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
