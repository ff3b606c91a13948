// SPDX-License-Identifier: LicenseRef-Private
// `llm-proxy models list` and `models check`, in front of a backend that lists what the test says.
#include "app/commands/modelslist.h"
#include "tests/support/answeringserver.h"
#include "tests/support/configfolder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QThread>

using namespace Qt::StringLiterals;

namespace {

constexpr int kNeedsDoing = 1;
constexpr int kUsage = 64;

struct Ran
{
    int code = -1;
    QString out;
    QString err;

    [[nodiscard]] QJsonObject json() const
    {
        return QJsonDocument::fromJson(out.toUtf8()).object();
    }
};

using Command = int (*)(const QStringList &, const proxy::ProxyConfig &, app::CommandOutput);

Ran run(Command command, const QStringList &args, const proxy::ProxyConfig &config)
{
    Ran ran;
    QTextStream out(&ran.out);
    QTextStream err(&ran.err);
    ran.code = command(args, config, {out, err});
    return ran;
}

/// A backend on a thread of its own: the commands wait for its answer.
class Backend
{
public:
    explicit Backend(const QByteArrayList &models)
    {
        QJsonArray data;
        for (const QByteArray &model : models)
            data.append(QJsonObject {{u"id"_s, QString::fromUtf8(model)}});
        const QByteArray body =
            QJsonDocument(QJsonObject {{u"object"_s, u"list"_s}, {u"data"_s, data}}).toJson();
        m_server =
            new AnsweringServer({{.bytes = "HTTP/1.1 200 OK\r\nContent-Type: application/json"
                                           "\r\nContent-Length: "
                                           + QByteArray::number(body.size()) + "\r\n\r\n" + body}});
        m_port = m_server->serverPort();
        m_server->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
        m_thread.start();
    }
    ~Backend()
    {
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(Backend)

    [[nodiscard]] quint16 port() const { return m_port; }

private:
    QThread m_thread;
    AnsweringServer *m_server = nullptr; ///< deleted when its thread ends
    quint16 m_port = 0;
};

proxy::ProxyConfig configFor(quint16 port, const ConfigFolder &folder = {})
{
    auto inputs = folder.inputs({{u"UPSTREAM_URL"_s, u"http://127.0.0.1:%1"_s.arg(port)}});
    return proxy::loadConfig(inputs)->config;
}

QJsonObject rowOf(const QJsonObject &list, const QString &id)
{
    for (const QJsonValue row : list[u"models"_s].toArray()) {
        if (row[u"id"_s].toString() == id)
            return row.toObject();
    }
    return {};
}

} // namespace

class TestModelsCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBackendWithTodaysModelsNeedsNothingDone();
    void whatEndsSoonIsToldWithWhatTakesItsPlace();
    void aBackendThatDoesNotAnswerIsTold();
    void theListShowsEachRowAndTheMap();
    void theUsersOwnRowsAreTold();
    void aTableOfTheFutureHasNoAge();
    void unknownWordsAreUsage();
};

void TestModelsCommand::aBackendWithTodaysModelsNeedsNothingDone()
{
    const Backend backend({"claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"});
    const Ran check = run(app::runModelsCheck, {}, configFor(backend.port()));
    QVERIFY2(check.code == 0, qPrintable(check.out + check.err));
    QVERIFY(check.out.contains(u"The backend lists 3 models"_s));
    QVERIFY(check.out.contains(u"Nothing needs doing"_s));
}

void TestModelsCommand::whatEndsSoonIsToldWithWhatTakesItsPlace()
{
    const Backend backend({"claude-haiku-4-5-20251001", "claude-sonnet-4-5-20250929"});
    const Ran check = run(app::runModelsCheck, {u"--json"_s}, configFor(backend.port()));
    QCOMPARE(check.code, kNeedsDoing);
    QVERIFY(check.json()[u"needs_doing"_s].toBool());
    bool isTold = false;
    for (const QJsonValue warning : check.json()[u"notices"_s].toArray())
        isTold = isTold
                 || (warning[u"kind"_s].toString() == u"ending"_s
                     && warning[u"model"_s].toString() == u"claude-sonnet-4-5-20250929"_s
                     && warning[u"day"_s].toString() == u"2026-11-30"_s);
    QVERIFY2(isTold, qPrintable(check.out));
}

void TestModelsCommand::aBackendThatDoesNotAnswerIsTold()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const quint16 port = taken.serverPort();
    taken.close();
    const Ran check = run(app::runModelsCheck, {}, configFor(port));
    QVERIFY2(check.out.contains(u"The backend's list is not known"_s), qPrintable(check.out));
    const Ran json = run(app::runModelsCheck, {u"--json"_s}, configFor(port));
    QVERIFY(json.json()[u"backend_list"_s].isNull());
}

void TestModelsCommand::theListShowsEachRowAndTheMap()
{
    const proxy::ProxyConfig config = configFor(1);
    const Ran list = run(app::runModelsList, {u"--family"_s, u"anthropic"_s}, config);
    QCOMPARE(list.code, 0);
    QVERIFY(list.out.contains(u"claude-haiku-5-5"_s));
    QVERIFY(!list.out.contains(u"gemini-3.8-flash "_s));
    QVERIFY(list.out.contains(u"Where a difficulty goes"_s));
    const Ran json = run(app::runModelsList, {u"--json"_s}, config);
    const QJsonObject row = rowOf(json.json(), u"claude-sonnet-4-5-20250929"_s);
    QCOMPARE(row[u"ends"_s].toString(), u"2026-11-30"_s);
    QCOMPARE(row[u"source"_s].toString(), u"built-in"_s);
    QCOMPARE(row[u"tier"_s].toString(), u"medium"_s);
}

void TestModelsCommand::theUsersOwnRowsAreTold()
{
    const ConfigFolder folder;
    QVERIFY(folder.write(u"models.json"_s, R"({"asOf": "2026-11-29", "models":
        {"claude-haiku-5-5": {"family": "anthropic", "price": {"input": 7, "output": 8}}}})"));
    const Ran json = run(app::runModelsList, {u"--json"_s}, configFor(1, folder));
    const QJsonObject own = rowOf(json.json(), u"claude-haiku-5-5"_s);
    QCOMPARE(own[u"source"_s].toString(), u"yours"_s);
    QVERIFY(own[u"prices"_s].toString().startsWith(u"7/8"_s));
    QCOMPARE(rowOf(json.json(), u"claude-sonnet-5-5"_s)[u"source"_s].toString(), u"built-in"_s);
}

void TestModelsCommand::aTableOfTheFutureHasNoAge()
{
    const ConfigFolder folder;
    QVERIFY(folder.write(u"models.json"_s, R"({"asOf": "2099-01-01"})"));
    const proxy::ProxyConfig config = configFor(1, folder);
    const Ran check = run(app::runModelsCheck, {}, config);
    QVERIFY2(check.out.contains(u"is of 2099-01-01, still to come on "_s), qPrintable(check.out));
    QVERIFY(!check.out.contains(u"days old"_s));
    const Ran json = run(app::runModelsCheck, {u"--json"_s}, config);
    QVERIFY(json.json().contains(u"table_age_days"_s));
    QVERIFY(json.json()[u"table_age_days"_s].isNull());
}

void TestModelsCommand::unknownWordsAreUsage()
{
    QCOMPARE(run(app::runModelsCheck, {u"--jsn"_s}, configFor(1)).code, kUsage);
    QCOMPARE(run(app::runModelsList, {u"--family"_s}, configFor(1)).code, kUsage);
}

QTEST_GUILESS_MAIN(TestModelsCommand)
#include "tst_modelscommand.moc"
