package io.finlake.etl.generate;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The regular files below folders, some of which may go while they are listed. */
final class FilesBelow extends SimpleFileVisitor<Path> {
  private final List<Path> found = new ArrayList<>();

  private FilesBelow() {}

  /** All of them, by path. */
  static List<Path> of(Path... folders) throws IOException {
    FilesBelow visitor = new FilesBelow();
    for (Path folder : folders) {
      Files.walkFileTree(folder, visitor);
    }
    Collections.sort(visitor.found);
    return visitor.found;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    found.add(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException gone) {
    return FileVisitResult.CONTINUE;
  }
}
