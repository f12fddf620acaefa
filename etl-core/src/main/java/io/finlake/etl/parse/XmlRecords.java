package io.finlake.etl.parse;

import io.finlake.etl.contract.Format;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML, read as a stream: every element named as the row tag is a record, wherever it stands, except
 * inside another one. Names are local names. A document type is an error, so nothing is expanded or
 * fetched. A document that is broken anywhere is an unreadable object, since nobody can say which
 * records its rest holds.
 */
final class XmlRecords implements FormatRecords {
  private static final int ELEMENT_CHARS = 64;

  private final String rowTag;
  private final ReadSpec spec;
  private final FieldTree tree;
  private final Stride stride;
  private final XMLStreamReader xml;
  private long ordinal;
  private int depth;

  XmlRecords(InputStream in, Format.Xml format, ReadSpec spec) throws IOException {
    this.rowTag = format.rowTag();
    this.spec = spec;
    this.tree = spec.reshaped() ? FieldTree.flat(spec.paths()) : FieldTree.elements(spec.paths());
    this.stride = new Stride(in, spec.limits().recordBytes());
    try {
      this.xml = factory().createXMLStreamReader(stride);
    } catch (XMLStreamException | RuntimeException e) {
      throw broken(e);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setXMLReporter((message, kind, about, location) -> {});
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("it refers to an external entity");
        });
    return factory;
  }

  private static IOException broken(Exception e) {
    if (e instanceof XMLStreamException xml && xml.getNestedException() instanceof IOException io) {
      return io;
    }
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new IOException("the XML is not well-formed: " + why.replaceAll("\\s+", " "), e);
  }

  @Override
  public boolean next(RecordBuilder target) throws IOException {
    try {
      while (xml.hasNext()) {
        int event = step();
        if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals(rowTag)) {
          record(target);
          return true;
        }
      }
      return false;
    } catch (XMLStreamException e) {
      throw broken(e);
    }
  }

  private int step() throws XMLStreamException, IOException {
    stride.begin();
    int event;
    try {
      event = xml.next();
    } catch (RuntimeException e) {
      // the JDK's parser answers some malformed input so
      throw broken(e);
    }
    if (event == XMLStreamConstants.START_ELEMENT && ++depth > spec.limits().depth()) {
      throw new IOException("the XML is nested deeper than " + spec.limits().depth());
    }
    if (event == XMLStreamConstants.END_ELEMENT) {
      depth--;
    }
    if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
      throw new IOException("the XML has a document type, which is not read");
    }
    return event;
  }

  /** Collects the record up to the limit; what is beyond is read but not kept. */
  private void record(RecordBuilder target) throws XMLStreamException, IOException {
    target.begin(ordinal++);
    int outside = depth - 1;
    XmlElement root = new XmlElement();
    Deque<XmlElement> open = new ArrayDeque<>();
    open.push(root);
    long size = attributes(root);
    while (depth > outside) {
      boolean fits = size <= spec.limits().recordBytes();
      switch (step()) {
        case XMLStreamConstants.START_ELEMENT -> {
          XmlElement child = fits ? open.element().child(xml.getLocalName()) : new XmlElement();
          open.push(child);
          size += ELEMENT_CHARS + attributes(child);
        }
        case XMLStreamConstants.END_ELEMENT -> open.pop();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          size += xml.getTextLength();
          if (fits) {
            open.element()
                .text
                .append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
          }
        }
        default -> {
          // comments and processing instructions are no data
        }
      }
    }
    finish(root, size, target);
  }

  private long attributes(XmlElement element) {
    long size = 0;
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String value = xml.getAttributeValue(i);
      if (XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(xml.getAttributeNamespace(i))) {
        element.nil |= xml.getAttributeLocalName(i).equals("nil") && value.trim().equals("true");
        continue;
      }
      element.attributes.put(xml.getAttributeLocalName(i), value);
      size += ELEMENT_CHARS + value.length();
    }
    return size;
  }

  private void finish(XmlElement root, long size, RecordBuilder target) {
    String hash = Lines.hash(new byte[0], 0, 0);
    if (size > spec.limits().recordBytes()) {
      String why =
          "the record takes " + size + " characters, the limit is " + spec.limits().recordBytes();
      target.fail(Reason.RECORD_TOO_LONG, why, "", false, hash);
      return;
    }
    try {
      for (int slot = 0; spec.reshaped() && slot < spec.fields().size(); slot++) {
        if (target.shape(slot) instanceof Shape.Array) {
          target.value(slot, List.of());
        }
      }
      root.read(tree, "", target);
      target.commit();
    } catch (MisshapenException e) {
      target.fail(Reason.MALFORMED, e.getMessage(), "", false, hash);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      xml.close();
    } catch (XMLStreamException e) {
      throw broken(e);
    }
  }

  /** Refuses to feed one piece of markup without end: a comment or an attribute is held whole. */
  private static final class Stride extends FilterInputStream {
    private final long limit;
    private long fed;

    Stride(InputStream in, long limit) {
      super(in);
      this.limit = limit;
    }

    void begin() {
      fed = 0;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      fed += Math.max(read, 0);
      if (fed > limit + (1 << 16)) {
        throw new IOException("one piece of the XML is longer than " + limit + " bytes");
      }
      return read;
    }
  }
}
