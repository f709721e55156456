package dev.palisade.raft.runtime;

import dev.palisade.raft.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An open file. Interrupting a thread that is within a file channel closes the channel for
 * everyone, so reads have a channel of their own, which is opened again: only the interrupted
 * reader fails.
 */
final class OpenFile implements DiskFile {
  private final Path path;
  private final FileChannel writer;
  private volatile FileChannel reader;
  private volatile boolean closed;

  /** Opens an existing file for reading and writing. */
  OpenFile(Path path) throws IOException {
    this.path = path;
    this.writer = FileChannel.open(path, StandardOpenOption.WRITE);
    this.reader = FileChannel.open(path, StandardOpenOption.READ);
  }

  @Override
  public long size() throws IOException {
    return writer.size();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    while (true) {
      FileChannel channel = reader;
      try {
        return readFully(channel, target, position);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (ClosedChannelException e) {
        target.position(start);
        reopen(channel);
      }
    }
  }

  private static int readFully(FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    int total = 0;
    while (target.hasRemaining()) {
      int read = channel.read(target, position + total);
      if (read < 0) {
        break;
      }
      total += read;
    }
    return total;
  }

  private synchronized void reopen(FileChannel broken) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (reader == broken) {
      reader = FileChannel.open(path, StandardOpenOption.READ);
    }
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      at += writer.write(source, at);
    }
  }

  @Override
  public void sync() throws IOException {
    writer.force(false);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    reader.close();
    writer.close();
  }
}
