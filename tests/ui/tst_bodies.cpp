// SPDX-License-Identifier: LicenseRef-Private
// The texts of requests and answers: read, shown, exported, opened again.
#include "tests/support/rawclient.h"
#include "tests/support/scriptedsource.h"
#include "tests/support/shownproxy.h"
#include "ui/requests/bodyview.h"
#include "ui/requests/conversation.h"
#include "ui/requests/exchangedetails.h"
#include "ui/requests/exportdialog.h"
#include "ui/requests/foldingview.h"
#include "ui/requests/openedfile.h"
#include "ui/requests/requestspage.h"

#include "proxy/exchange/exchangejson.h"

#include <QApplication>
#include <QCheckBox>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

using namespace ui;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using support::RunningProxy;
using support::Shown;
using support::ShownProxy;

class TestBodies final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conversationsAreRead_data();
    void conversationsAreRead();
    void answersAreJoined_data();
    void answersAreJoined();
    void jsonIsIndentedAndNothingElse();
    void textsAreShownLive_data();
    void textsAreShownLive();
    void textsThatAreNotKeptAreSaidNotToBe();
    void textIsSearchedOnceAround();
    void partsOfJsonAreFolded();
    void whatIsFoldedWithinStaysSo();
    void theMarginFoldsAndUnfolds();
    void aConversationIsNotFolded();
    void curlHasTheRealBody();
    void anArchiveIsReadAgain();
    void anExportIsReadAgain();
    void archivesOfOthersAreRead();
    void logsAreRead();
    void filesOfOtherKindsAreRefused();
    void rowsAreExportedWithTheirTexts();
    void aFileIsLookedAtInAWindowOfItsOwn();
};

namespace {

/// "role kind name: text", one a line.
QString written(const std::vector<Said> &said)
{
    QStringList lines;
    for (const Said &piece : said) {
        const char *kind = piece.kind == Said::Kind::Text         ? "text"
                           : piece.kind == Said::Kind::Thought    ? "thought"
                           : piece.kind == Said::Kind::ToolCall   ? "call"
                           : piece.kind == Said::Kind::ToolResult ? "result"
                                                                  : "other";
        lines << QString(piece.role + u' ' + QLatin1StringView(kind) + u' ' + piece.name + u": "_s
                         + piece.text.simplified())
                     .simplified();
    }
    return lines.join(u" | "_s);
}

const QByteArray kBody = R"({"model":"claude-sonnet-4-5-20250929","max_tokens":900,"stream":true,)"
                         R"("messages":[{"role":"user","content":"Rename x to y."}]})";

WholeExchange whole()
{
    WholeExchange made;
    made.exchange.id = "00000000000000a1";
    made.exchange.startedAtMs = 1764500000000;
    made.exchange.method = "POST";
    made.exchange.target = "/v1/messages";
    made.exchange.status = 200;
    made.exchange.end = proxy::ExchangeEnd::Complete;
    made.exchange.timing.firstByte = 400ms;
    made.exchange.timing.finished = 2s;
    made.requestHeaders.append(QJsonArray {u"x-api-key"_s, u"…cr3t"_s});
    made.bodies = ExchangeBodies {.request = {.text = kBody, .size = kBody.size(), .isOver = true},
                                  .answer = {.text = R"({"role":"assistant","content":"Done."})",
                                             .size = 39,
                                             .isOver = true}};
    return made;
}

QToolButton *buttonNamed(const QWidget &widget, const QString &text)
{
    for (QToolButton *button : widget.findChildren<QToolButton *>()) {
        if (button->text() == text)
            return button;
    }
    return nullptr;
}

BodyView *viewOf(const QWidget &details, const QString &name)
{
    for (QPlainTextEdit *text : details.findChildren<QPlainTextEdit *>()) {
        if (text->accessibleName() == name)
            return qobject_cast<BodyView *>(text->parentWidget());
    }
    return nullptr;
}

const QByteArray kNested =
    R"({"messages":[{"role":"user","content":[{"type":"text","text":"deep below"}]}],"metadata":{"user_id":"u"},)"
    R"("model":"m"})";

/// A reader of a file with one request.
struct FileReader
{
    explicit FileReader(const QByteArray &body)
        : reader(source)
    {
        auto file = std::make_shared<TextsReader::File>();
        file->insert(
            "1", {.request = {.text = body, .size = body.size(), .isOver = true}, .answer = {}});
        reader.setFile(file);
        reader.watch("1");
    }

    const ScriptedSource source;
    TextsReader reader;
};

/// The lines that are not folded away, without their indentation.
QString seenIn(const BodyView &view)
{
    QStringList lines;
    const QTextDocument *document = view.findChild<QPlainTextEdit *>()->document();
    for (QTextBlock block = document->begin(); block.isValid(); block = block.next()) {
        if (block.isVisible())
            lines << block.text().trimmed();
    }
    return lines.join(u" | "_s);
}

QString textIn(const BodyView &view)
{
    return view.findChild<QPlainTextEdit *>()->toPlainText();
}

} // namespace

void TestBodies::conversationsAreRead_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("said");
    QTest::newRow("messages") << QByteArray(
        R"({"system":[{"type":"text","text":"Be brief."}],"messages":[)"
        R"({"role":"user","content":"Hi"},)"
        R"({"role":"assistant","content":[{"type":"thinking","thinking":"hm"},)"
        R"({"type":"tool_use","name":"Read","input":{"path":"a"}}]},)"
        R"({"role":"user","content":[{"type":"tool_result","content":"text of a"},)"
        R"({"type":"image","source":{}}]}]})")
                              << u"system text : Be brief. | user text : Hi | assistant thought : "
                                 "hm | assistant call Read: { \"path\": \"a\" } | tool result : "
                                 "text of a | user other image:"_s;
    QTest::newRow("chat") << QByteArray(
        R"({"messages":[{"role":"system","content":"S"},)"
        R"({"role":"assistant","content":null,"tool_calls":[{"function":{"name":"ls",)"
        R"("arguments":"{}"}}]},{"role":"tool","content":"a b"}]})")
                          << u"system text : S | assistant call ls: {} | tool result : a b"_s;
    QTest::newRow("responses") << QByteArray(
        R"({"instructions":"S","input":[{"role":"user","content":[{"type":"input_text",)"
        R"("text":"Hi"}]},{"type":"function_call","name":"ls","arguments":"{}"},)"
        R"({"type":"function_call_output","output":"a b"}]})")
                               << u"system text : S | user text : Hi | assistant call ls: {} | "
                                  "tool result : a b"_s;
    QTest::newRow("nothing") << QByteArray("[]") << QString();
}

void TestBodies::conversationsAreRead()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, said);
    QCOMPARE(written(saidInRequest(QJsonDocument::fromJson(body).object())), said);
}

void TestBodies::answersAreJoined_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("said");
    QTest::newRow("messages") << QByteArray(
        "event: ping\ndata: {\"type\":\"ping\"}\n\n"
        "data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"thinking\"}}\n\n"
        "data: {\"type\":\"content_block_delta\",\"delta\":{\"thinking\":\"hm\"}}\n\n"
        "data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\"}}\n\n"
        "data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"Do\"}}\n\n"
        "data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"ne\"}}\n\n"
        "data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"tool_use\","
        "\"name\":\"ls\"}}\n\n"
        "data: {\"type\":\"content_block_delta\",\"delta\":{\"partial_json\":\"{}\"}}\n\n"
        "data: {\"type\":\"message_stop\"}")
                              << u"assistant thought : hm | assistant text : Done | assistant call "
                                 "ls: {}"_s;
    QTest::newRow("chat") << QByteArray(
        "data: {\"choices\":[{\"delta\":{\"content\":\"Do\"}}]}\n\n"
        "data: {\"choices\":[{\"delta\":{\"content\":\"ne\"}}]}\n\n"
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"ls\","
        "\"arguments\":\"{\"}}]}}]}\n\n"
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":\"}\"}}]}}]}"
        "\n\ndata: [DONE]\n\n")
                          << u"assistant text : Done | assistant call ls: {}"_s;
    QTest::newRow("responses") << QByteArray(
        "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Done\"}\n\n"
        "data: {\"type\":\"response.output_item.added\",\"item\":{\"type\":\"function_call\","
        "\"name\":\"ls\"}}\n\n"
        "data: {\"type\":\"response.function_call_arguments.delta\",\"delta\":\"{}\"}\n\n")
                               << u"assistant text : Done | assistant call ls: {}"_s;
    QTest::newRow("plain messages")
        << QByteArray(R"({"role":"assistant","content":[{"type":"text","text":"Done"}]})")
        << u"assistant text : Done"_s;
    QTest::newRow("plain chat") << QByteArray(
        R"({"choices":[{"message":{"role":"assistant","content":"Done"}}]})")
                                << u"assistant text : Done"_s;
    QTest::newRow("an error") << QByteArray(R"({"type":"error","error":{"message":"no"}})")
                              << u"assistant other error: no"_s;
}

void TestBodies::answersAreJoined()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, said);
    AnswerText text;
    // However it comes in pieces.
    for (qsizetype at = 0; at < answer.size(); at += 7)
        text.feed(QByteArrayView(answer).sliced(at, std::min<qsizetype>(7, answer.size() - at)));
    text.finish();
    QCOMPARE(written(text.said()), said);
}

void TestBodies::jsonIsIndentedAndNothingElse()
{
    const QByteArray json = "{\"b\":12345678901234567890,\"a\":[1.10,{\"x\":\"{,:\\\"\"}],"
                            "\"e\":{},\"f\":[ ]}";
    const QString indented = u"{\n  \"b\": 12345678901234567890,\n  \"a\": [\n    1.10,\n    {\n"
                             "      \"x\": \"{,:\\\"\"\n    }\n  ],\n  \"e\": {},\n  \"f\": []"
                             "\n}"_s;
    QCOMPARE(indentedJson(json), indented);
    QCOMPARE(indentedJson("}"), u"}"_s);
    QCOMPARE(indentedJson(QByteArray(500, '[')), QString(500, u'['));
}

void TestBodies::textsAreShownLive_data()
{
    QTest::addColumn<Shown>("how");
    QTest::newRow("local") << Shown::Local;
    QTest::newRow("attached") << Shown::Attached;
}

void TestBodies::textsAreShownLive()
{
    QFETCH(Shown, how);
    namespace step = standins::step;
    ShownProxy shown;
    shown.stands.config.record.keptTexts = 50;
    shown.stands.config.record.progressEvery = 100ms;
    QVERIFY(shown.start(how));
    shown.stands.backend.answerNext(
        {step::Head {.headers = {{"Content-Type", "text/event-stream"}}},
         step::Send {
             "data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"First.\"}}\n\n"},
         step::HoldUntil {"go"},
         step::Send {"data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\" Then.\"}}\n\n"
                     "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}"
                     "\n\ndata: {\"type\":\"message_stop\"}\n\n"},
         step::End {}});
    RawClient client;
    QVERIFY(client.connectTo(shown.stands.port));
    QVERIFY(client.send(RunningProxy::post("/v1/messages", kBody)));
    QVERIFY(client.waitForText("First."));
    QTRY_VERIFY(!shown.seen.empty());
    ExchangeDetails details(*shown.source);
    details.show(shown.seen.back());
    details.QWidget::show();
    const BodyView *request = viewOf(details, u"Text of the request"_s);
    const BodyView *answer = viewOf(details, u"Text of the answer"_s);
    QTRY_VERIFY(textIn(*request).contains(u"▸ user\nRename x to y."_s));
    QTRY_COMPARE(textIn(*answer), u"▸ assistant\nFirst."_s);
    shown.stands.backend.release("go");
    QTRY_COMPARE(textIn(*answer), u"▸ assistant\nFirst. Then."_s);
    buttonNamed(*answer, u"Raw events"_s)->click();
    QVERIFY(textIn(*answer).startsWith(u"data: {\"type\":\"content_block_delta\""_s));
    buttonNamed(*request, u"JSON"_s)->click();
    QVERIFY(textIn(*request).startsWith(u"{\n  \"model\": \"claude-sonnet-4-5-20250929\""_s));
}

void TestBodies::textsThatAreNotKeptAreSaidNotToBe()
{
    ShownProxy shown;
    QVERIFY(shown.start(Shown::Local));
    QCOMPARE(shown.stands.ask(RunningProxy::post("/v1/messages", kBody)).status, 200);
    QVERIFY(shown.waitForEnd());
    ExchangeDetails details(*shown.source);
    details.show(shown.seen.back());
    const BodyView *answer = viewOf(details, u"Text of the answer"_s);
    const auto says = [answer](const QString &text) {
        const auto labels = answer->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel *label) { return label->text().contains(text); });
    };
    QTRY_VERIFY(says(u"is not kept"_s));
}

void TestBodies::textIsSearchedOnceAround()
{
    const FileReader file(R"({"messages":[{"role":"user","content":"one two one"}]})");
    BodyView view(BodyView::Side::Request);
    view.show(file.reader);
    auto *text = view.findChild<QPlainTextEdit *>();
    auto *field = view.findChild<QLineEdit *>();
    QTest::keyClicks(field, u"one"_s);
    QCOMPARE(text->textCursor().selectedText(), u"one"_s);
    const int first = text->textCursor().position();
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(text->textCursor().position() > first);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(text->textCursor().position(), first);
    field->setText(u"three"_s);
    QTest::keyClick(field, Qt::Key_Return);
    const auto labels = view.findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](const QLabel *label) { return label->text() == u"not found"_s; }));
}

void TestBodies::partsOfJsonAreFolded()
{
    const FileReader file(kNested);
    BodyView view(BodyView::Side::Request);
    view.show(file.reader);
    view.QWidget::show();
    QVERIFY(buttonNamed(view, u"Fold"_s)->isHidden());
    buttonNamed(view, u"JSON"_s)->click();
    QVERIFY(!buttonNamed(view, u"Fold"_s)->isHidden());
    buttonNamed(view, u"Fold"_s)->click();
    QCOMPARE(seenIn(view),
             u"{ | \"messages\": [ | ], | \"metadata\": { | }, | \"model\": \"m\" | }"_s);
    // Copied and saved is all of it.
    QVERIFY(textIn(view).contains(u"deep below"_s));
    // What is found is shown.
    auto *field = view.findChild<QLineEdit *>();
    QTest::keyClicks(field, u"deep below"_s);
    QVERIFY(seenIn(view).contains(u"deep below"_s));
    QVERIFY(!seenIn(view).contains(u"user_id"_s));
    buttonNamed(view, u"Fold"_s)->click();
    QVERIFY(seenIn(view).contains(u"user_id"_s));
}

void TestBodies::whatIsFoldedWithinStaysSo()
{
    const FileReader file(kNested);
    BodyView view(BodyView::Side::Request);
    view.show(file.reader);
    view.QWidget::show();
    buttonNamed(view, u"JSON"_s)->click();
    auto *text = view.findChild<FoldingView *>();
    const QString whole = seenIn(view);
    // The innermost part, then the one around it.
    QVERIFY(text->find(u"deep below"_s));
    text->setFoldedAtCursor(true);
    QVERIFY(!seenIn(view).contains(u"deep below"_s));
    QVERIFY(seenIn(view).contains(u"\"role\""_s));
    text->setFoldedAtCursor(true);
    text->setFoldedAtCursor(true);
    QVERIFY(!seenIn(view).contains(u"\"role\""_s));
    text->setFoldedAtCursor(false);
    QVERIFY(seenIn(view).contains(u"\"role\""_s));
    QVERIFY(!seenIn(view).contains(u"deep below"_s));
    text->setAllFolded(false);
    QCOMPARE(seenIn(view), whole);
}

void TestBodies::theMarginFoldsAndUnfolds()
{
    const FileReader file(kNested);
    BodyView view(BodyView::Side::Request);
    view.show(file.reader);
    view.resize(500, 500);
    view.QWidget::show();
    buttonNamed(view, u"JSON"_s)->click();
    auto *text = view.findChild<FoldingView *>();
    const QString whole = seenIn(view);
    QWidget *margin = nullptr;
    for (QWidget *child : text->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
        if (child->toolTip().startsWith(u"Fold or unfold"_s))
            margin = child;
    }
    QVERIFY(margin != nullptr);
    const QPoint second(margin->width() / 2, text->fontMetrics().height() * 3 / 2 + 4);
    QTest::mouseClick(margin, Qt::LeftButton, {}, second);
    QVERIFY2(!seenIn(view).contains(u"\"role\""_s), qPrintable(seenIn(view)));
    QTest::mouseClick(margin, Qt::LeftButton, {}, second);
    QCOMPARE(seenIn(view), whole);
}

void TestBodies::aConversationIsNotFolded()
{
    const FileReader file(kNested);
    BodyView view(BodyView::Side::Request);
    view.show(file.reader);
    buttonNamed(view, u"JSON"_s)->click();
    buttonNamed(view, u"Fold"_s)->click();
    buttonNamed(view, u"JSON"_s)->click();
    QVERIFY(buttonNamed(view, u"Fold"_s)->isHidden());
    QVERIFY(seenIn(view).contains(u"deep below"_s));
    auto *text = view.findChild<FoldingView *>();
    text->setAllFolded(true);
    text->setFoldedAtCursor(true);
    QVERIFY(seenIn(view).contains(u"deep below"_s));
}

void TestBodies::curlHasTheRealBody()
{
    const QString curl = curlText(whole().exchange, u"http://localhost:8317"_s, kBody);
    QVERIFY2(curl.endsWith(u" --data-binary '"_s + QString::fromUtf8(kBody) + u'\''),
             qPrintable(curl));
    QVERIFY(!curl.contains(u"…"_s));
}

void TestBodies::anArchiveIsReadAgain()
{
    const QByteArray har = harOf({whole()}, u"http://localhost:8317"_s);
    const QJsonObject log = QJsonDocument::fromJson(har)["log"_L1].toObject();
    QCOMPARE(log["version"_L1].toString(), u"1.2"_s);
    QVERIFY(log["comment"_L1].toString().contains(u"typed"_s));
    const QJsonObject entry = log["entries"_L1][0].toObject();
    QCOMPARE(entry["request"_L1]["url"_L1].toString(), u"http://localhost:8317/v1/messages"_s);
    QCOMPARE(entry["request"_L1]["headers"_L1][0]["name"_L1].toString(), u"x-api-key"_s);
    WholeExchange asked = whole();
    asked.exchange.target = "/v1/models?limit=20&after=a%20b";
    const QJsonValue query = QJsonDocument::fromJson(
        harOf({asked}, {}))["log"_L1]["entries"_L1][0]["request"_L1]["queryString"_L1];
    QCOMPARE(query[0]["name"_L1].toString(), u"limit"_s);
    QCOMPARE(query[1]["value"_L1].toString(), u"a b"_s);
    QCOMPARE(entry["response"_L1]["status"_L1].toInt(), 200);
    QCOMPARE(entry["time"_L1].toDouble(), 2000.0);
    QCOMPARE(entry["timings"_L1]["receive"_L1].toDouble(), 1600.0);
    const auto opened = openedRequests(har);
    QVERIFY(opened);
    QCOMPARE(opened->rows.size(), size_t(1));
    QCOMPARE(opened->rows[0].id, whole().exchange.id);
    QCOMPARE(opened->bodies->value(whole().exchange.id).request.text, kBody);
    // Without texts it does not say that it holds them.
    WholeExchange bare = whole();
    bare.bodies.reset();
    QVERIFY(!harOf({bare}, {}).contains("typed"));
}

void TestBodies::anExportIsReadAgain()
{
    const QByteArray json = jsonOf({whole()});
    QVERIFY(json.contains("typed"));
    const auto opened = openedRequests(json);
    QVERIFY(opened);
    QCOMPARE(opened->rows[0].status, 200);
    QVERIFY(opened->bodies->value(whole().exchange.id).answer.text.contains("Done."));
}

void TestBodies::archivesOfOthersAreRead()
{
    const auto opened = openedRequests(
        R"({"log":{"entries":[{"startedDateTime":"2026-11-30T10:00:00.000Z","time":1500,)"
        R"("request":{"method":"POST","url":"https://api.example/v1/messages?beta=true",)"
        R"("postData":{"text":"{\"model\":\"m-1\",\"stream\":true}"}},)"
        R"("response":{"status":529,"content":{"size":12,"text":"{}"}},)"
        R"("timings":{"send":1,"wait":499,"receive":1000,"dns":-1}}]}})");
    QVERIFY(opened);
    const proxy::Exchange &row = opened->rows[0];
    QCOMPARE(row.target, QByteArray("/v1/messages?beta=true"));
    QCOMPARE(row.decision.requestedModel, QByteArray("m-1"));
    QCOMPARE(row.status, 529);
    QCOMPARE(*row.timing.firstByte, 500ms);
    QCOMPARE(*row.timing.finished, 1500ms);
    QCOMPARE(opened->bodies->value(row.id).answer.text, QByteArray("{}"));
}

void TestBodies::logsAreRead()
{
    QByteArray log;
    proxy::Exchange exchange = whole().exchange;
    for (const char *id : {"1", "2", "3"}) {
        exchange.id = id;
        proxy::appendExchangeJson(log, exchange);
        log += "\nnot a row\n";
    }
    const auto opened = openedRequests(log);
    QVERIFY(opened);
    QCOMPARE(opened->rows.size(), size_t(3));
    QCOMPARE(opened->rows[0].id, QByteArray("1"));
}

void TestBodies::filesOfOtherKindsAreRefused()
{
    QVERIFY(!openedRequests({}));
    QVERIFY(!openedRequests("{}"));
    QVERIFY(!openedRequests("{\"log\":{\"entries\":[]}}"));
    QVERIFY(!openedRequests(QByteArray(100000, '\n')));
}

void TestBodies::rowsAreExportedWithTheirTexts()
{
    ShownProxy shown;
    shown.stands.config.record.keptTexts = 50;
    QVERIFY(shown.start(Shown::Attached));
    QCOMPARE(
        shown.stands
            .ask(RunningProxy::post("/v1/messages", kBody, "x-api-key: s3cr3t-s3cr3t-s3cr3t\r\n"))
            .status,
        200);
    QVERIFY(shown.waitForEnd());
    const QTemporaryDir dir;
    TextsReader texts(*shown.source);
    ExportDialog dialog({shown.seen.back()}, *shown.source, texts);
    dialog.findChild<QCheckBox *>()->setChecked(true);
    QSignalSpy done(&dialog, &ExportDialog::written);
    dialog.write(dir.filePath(u"x.har"_s));
    QVERIFY(done.wait(10000));
    QFile file(dir.filePath(u"x.har"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray har = file.readAll();
    QVERIFY2(har.contains("Rename x to y."), har.constData());
    QVERIFY(!har.contains("s3cr3t-s3cr3t"));
    const auto opened = openedRequests(har);
    QVERIFY(opened && opened->rows[0].id == shown.seen.back().id);
    QVERIFY(!opened->bodies->value(opened->rows[0].id).answer.text.isEmpty());
}

void TestBodies::aFileIsLookedAtInAWindowOfItsOwn()
{
    const auto opened = openedRequests(harOf({whole()}, {}));
    OpenedFile window(u"x.har"_s, *opened);
    window.setAttribute(Qt::WA_DeleteOnClose, false);
    window.show();
    QVERIFY(window.windowTitle().contains(u"x.har"_s));
    auto *table = window.findChild<QTableView *>();
    QCOMPARE(table->model()->rowCount(), 1);
    table->selectRow(0);
    const BodyView *request = viewOf(window, u"Text of the request"_s);
    QTRY_VERIFY(textIn(*request).contains(u"Rename x to y."_s));
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"llm-proxy-tests"_s);
    TestBodies test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_bodies.moc"
