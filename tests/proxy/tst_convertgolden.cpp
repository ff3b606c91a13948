// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/converter.h"
#include "proxy/local/errorreply.h"

#include <QDir>
#include <QDirIterator>
#include <QTest>

using namespace proxy;

/// Each file of tests/data/convert/ is one case: what goes in, what must come out, what is lost.
/// Sections begin with "=== <name>". LLMPROXY_WRITE_GOLDENS=1 writes what came out instead of
/// comparing; the difference is then for eyes and git.
class TestConvertGolden final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void convertsAsTheGoldenFileSays_data();
    void convertsAsTheGoldenFileSays();
    void convertsStreamsAlikeWhereverTheBytesAreSplit_data();
    void convertsStreamsAlikeWhereverTheBytesAreSplit();
};

namespace {

using Sections = QMap<QByteArray, QByteArray>;

const QString kFolder = QStringLiteral(TEST_DATA_DIR "/convert");

Sections readCase(const QString &path)
{
    QFile file(path);
    Sections sections;
    if (!file.open(QIODevice::ReadOnly))
        return sections;
    QByteArray name;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        if (line.startsWith("=== "))
            name = line.mid(4).trimmed();
        else
            sections[name] += line;
    }
    return sections;
}

void writeCase(const QString &path, const Sections &sections)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (const char *name : {"about", "with", "in", "out", "losses"}) {
        if (sections.contains(name))
            file.write("=== " + QByteArray(name) + '\n' + sections[name]);
    }
}

// The folder says what is converted: <thing>-to-<dialect>.
struct Direction
{
    bool toOpenAi;
    QByteArray thing;
};

Direction directionOf(const QString &path)
{
    const QByteArray folder = QFileInfo(path).dir().dirName().toUtf8();
    return {.toOpenAi = folder.endsWith("-to-openai"), .thing = folder.first(folder.indexOf('-'))};
}

Sections convertRequest(bool toOpenAi, const QByteArray &body)
{
    RequestHead head;
    head.method = "POST";
    head.normalisedPath = toOpenAi ? "/v1/messages" : "/v1/chat/completions";
    UpstreamRequest request;
    request.method = "POST";
    request.target = head.normalisedPath;
    request.body = body.trimmed();
    const auto dialect = toOpenAi ? UpstreamDialect::OpenAi : UpstreamDialect::Anthropic;
    const std::optional<Converter> converter = Converter::select(dialect, head);
    const Result<ConvertedRequest> converted = converter->convert(request, {});
    if (!converted) {
        const Reply reply = errorReply(converted.error(), converter->clientDialect());
        return {{"out", QByteArray::number(reply.status) + ' ' + reply.body + '\n'},
                {"losses", "none\n"}};
    }
    return {{"out", converted->request.body + '\n'},
            {"losses", converted->answer->losses().headerValue() + '\n'}};
}

AnswerConverter answerConverter(bool toOpenAi, bool isStreaming, const Sections &sections)
{
    AnswerNeeds needs;
    needs.model = "asked-model";
    needs.nowSeconds = 1700000000;
    needs.isStreaming = isStreaming;
    needs.wantsThinking = sections.value("with").contains("thinking");
    needs.wantsUsageChunk = sections.value("with").contains("usage");
    const bool isModels = sections.value("with").contains("models");
    return AnswerConverter(
        isModels ? AnswerConverter::Kind::Models : AnswerConverter::Kind::Message,
        toOpenAi ? AnswerConverter::Client::OpenAi : AnswerConverter::Client::Anthropic, needs, {});
}

QByteArray describe(const AnswerPiece &piece)
{
    QByteArray text;
    if (piece.error)
        text +=
            QByteArray("(") + name(piece.error->code) + ": " + piece.error->detail.utf8() + ")\n";
    return text;
}

Sections convertAnswer(bool toOpenAi, const Sections &sections)
{
    ResponseHead head;
    const QByteArray with = sections.value("with");
    const qsizetype status = with.indexOf("status ");
    head.status = status < 0 ? 200 : with.mid(status + 7, 3).toInt();
    head.framing = BodyFraming::Chunked;
    head.headers.append("Content-Type", "application/json");
    AnswerConverter converter = answerConverter(toOpenAi, false, sections);
    QByteArray out = describe(converter.head(head));
    out += describe(converter.feed(sections.value("in").trimmed()));
    const AnswerPiece last = converter.finish();
    if (last.head && last.head->status != 200)
        out += QByteArray::number(last.head->status) + ' ';
    out += last.bytes + describe(last);
    if (!out.endsWith('\n'))
        out += '\n';
    return {{"out", out}, {"losses", converter.losses().headerValue() + '\n'}};
}

Sections convertStream(bool toOpenAi, const Sections &sections, qsizetype pieceSize)
{
    ResponseHead head;
    head.framing = BodyFraming::Chunked;
    head.headers.append("Content-Type", "text/event-stream");
    AnswerConverter converter = answerConverter(toOpenAi, true, sections);
    QByteArray out = describe(converter.head(head));
    const QByteArray in = sections.value("in");
    for (qsizetype at = 0; at < in.size(); at += pieceSize) {
        const AnswerPiece piece = converter.feed(in.mid(at, pieceSize));
        out += piece.bytes + describe(piece);
        if (piece.error)
            return {{"out", out}, {"losses", converter.losses().headerValue() + '\n'}};
    }
    const AnswerPiece last = converter.finish();
    out += last.bytes + describe(last);
    return {{"out", out}, {"losses", converter.losses().headerValue() + '\n'}};
}

Sections convertCase(const QString &path, const Sections &sections, qsizetype pieceSize)
{
    const Direction direction = directionOf(path);
    if (direction.thing == "request")
        return convertRequest(direction.toOpenAi, sections.value("in"));
    if (direction.thing == "stream")
        return convertStream(direction.toOpenAi, sections, pieceSize);
    return convertAnswer(direction.toOpenAi, sections);
}

void addRows(const QString &filter)
{
    QTest::addColumn<QString>("path");
    QStringList paths;
    QDirIterator files(kFolder, {QStringLiteral("*.txt")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext())
        paths += files.next();
    paths.sort();
    for (const QString &path : paths) {
        const QString row = QDir(kFolder).relativeFilePath(path);
        if (row.startsWith(filter))
            QTest::newRow(qPrintable(row)) << path;
    }
}

} // namespace

void TestConvertGolden::convertsAsTheGoldenFileSays_data()
{
    addRows({});
}

void TestConvertGolden::convertsAsTheGoldenFileSays()
{
    QFETCH(QString, path);
    Sections sections = readCase(path);
    const Sections converted = convertCase(path, sections, sections.value("in").size());
    if (qEnvironmentVariableIsSet("LLMPROXY_WRITE_GOLDENS")) {
        sections.insert(converted);
        writeCase(path, sections);
        QSKIP("written, not compared");
    }
    QCOMPARE(converted["out"], sections["out"]);
    QCOMPARE(converted["losses"], sections["losses"]);
}

void TestConvertGolden::convertsStreamsAlikeWhereverTheBytesAreSplit_data()
{
    addRows(QStringLiteral("stream-"));
}

void TestConvertGolden::convertsStreamsAlikeWhereverTheBytesAreSplit()
{
    QFETCH(QString, path);
    const Sections sections = readCase(path);
    // A case that fails may have told more before it failed when it got less at a time.
    for (qsizetype size = 1; size < sections["in"].size(); ++size) {
        const Sections converted = convertCase(path, sections, size);
        QCOMPARE(converted["out"], sections["out"]);
        QCOMPARE(converted["losses"], sections["losses"]);
    }
}

QTEST_GUILESS_MAIN(TestConvertGolden)
#include "tst_convertgolden.moc"
