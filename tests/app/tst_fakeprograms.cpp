// SPDX-License-Identifier: LicenseRef-Private
// The fakes as programs: what they print, take and refuse.
#include "tests/support/rawclient.h"

#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryFile>
#include <QTest>

#include <map>

using namespace Qt::StringLiterals;

namespace {

const QString kBackend = u"fake-cliproxyapi"_s;
const QString kMorph = u"fake-morph"_s;

/// A fake that runs until the object ends.
class Running final
{
public:
    explicit Running(const QString &name, const QStringList &arguments = {})
    {
        m_process.start(QStringLiteral(FAKES_DIR "/") + name, arguments);
        while (!m_process.canReadLine() && m_process.waitForReadyRead())
            continue;
        const QRegularExpression ready(u"^READY data=(\\d+) control=(\\d+) pid=(\\d+)\n$"_s);
        const auto match = ready.match(QString::fromLatin1(m_process.readLine()));
        dataPort = match.captured(1).toUShort();
        controlPort = match.captured(2).toUShort();
        namesItself = match.captured(3).toLongLong() == m_process.processId();
    }
    ~Running()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Running)

    static RawResponse ask(quint16 port, const QByteArray &request)
    {
        RawClient client;
        return client.connectTo(port) ? client.exchange(request) : RawResponse();
    }

    quint16 dataPort = 0;
    quint16 controlPort = 0;
    bool namesItself = false;

private:
    QProcess m_process;
};

QStringList modelsOf(const Running &fake)
{
    const RawResponse list = Running::ask(
        fake.dataPort, rawRequest("GET", "/v1/models", {{"Authorization", "Bearer k-alpha-0001"}}));
    const QJsonValue models = QJsonDocument::fromJson(list.body)["data"_L1];
    QStringList ids;
    for (int at = 0; models[at].isObject(); ++at)
        ids += models[at]["id"_L1].toString();
    ids.sort();
    return ids;
}

} // namespace

class TestFakePrograms final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBackendServesAndIsSteered();
    void aMorphClassifies();
    void aBackendSpeaksTheDialectAskedFor();
    void aBackendBeginsWithTheStateOfAFile();
    void badUsageIsRefused_data();
    void badUsageIsRefused();
    void aPortInUseIsAFailure();
    void helpListsTheOptions();
};

void TestFakePrograms::aBackendServesAndIsSteered()
{
    const Running backend(kBackend);
    QVERIFY(backend.dataPort != 0 && backend.controlPort != 0);
    QVERIFY(backend.namesItself);
    QVERIFY(modelsOf(backend).contains(u"gpt-5"_s));
    const RawResponse set = Running::ask(
        backend.controlPort, rawRequest("POST", "/scenario", {}, R"({"scenario":"status-599"})"));
    QCOMPARE(set.status, 200);
    QCOMPARE(Running::ask(backend.dataPort,
                          rawRequest("GET", "/v1/models", {{"X-Api-Key", "k-alpha-0001"}}))
                 .status,
             599);
}

void TestFakePrograms::aMorphClassifies()
{
    const Running morph(kMorph, {u"--time-scale=0"_s});
    QVERIFY(morph.namesItself);
    const RawResponse answer = Running::ask(
        morph.dataPort, rawRequest("POST", "/v1/router/raw", {{"Authorization", "Bearer sk"}},
                                   R"({"input":"Prove it [[medium]]"})"));
    QCOMPARE(answer.body, QByteArray(R"({"difficulty":"medium"})"));
}

void TestFakePrograms::aBackendSpeaksTheDialectAskedFor()
{
    const Running anthropic(kBackend, {u"--dialect"_s, u"anthropic"_s});
    for (const QString &id : modelsOf(anthropic))
        QVERIFY2(id.startsWith(u"claude-"), qPrintable(id));
    const Running openAi(kBackend, {u"--dialect=openai"_s, u"--profile=v7"_s, u"--seed=7"_s});
    QVERIFY(modelsOf(openAi).contains(u"gpt-5"_s));
    QVERIFY(!modelsOf(openAi).contains(u"claude-opus-4-6"_s));
}

void TestFakePrograms::aBackendBeginsWithTheStateOfAFile()
{
    QTemporaryFile state;
    QVERIFY(state.open());
    state.write(R"({"models":["gpt-9"]})");
    state.close();
    const Running backend(kBackend, {u"--state"_s, state.fileName()});
    QCOMPARE(modelsOf(backend), QStringList {u"gpt-9"_s});
}

void TestFakePrograms::badUsageIsRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("argument");
    const std::map<const char *, QString> arguments {
        {"an unknown option", u"--tea"_s},     {"a stray word", u"backend"_s},
        {"no address", u"--listen=nowhere"_s}, {"no control address", u"--control=127.0.0.1"_s},
        {"no factor", u"--time-scale=fast"_s}, {"a negative factor", u"--time-scale=-1"_s}};
    for (const auto &[what, argument] : arguments) {
        QTest::addRow("%s, CLIProxyAPI", what) << kBackend << argument;
        QTest::addRow("%s, Morph", what) << kMorph << argument;
    }
    QTest::newRow("no profile") << kBackend << u"--profile=v1"_s;
    QTest::newRow("no dialect") << kBackend << u"--dialect=gemini"_s;
    QTest::newRow("no state") << kBackend << u"--state=/nowhere"_s;
    QTest::newRow("no seed") << kBackend << u"--seed=x"_s;
    QTest::newRow("an option of the other") << kMorph << u"--dialect=all"_s;
}

void TestFakePrograms::badUsageIsRefused()
{
    QFETCH(QString, name);
    QFETCH(QString, argument);
    QProcess process;
    process.start(QStringLiteral(FAKES_DIR "/") + name, {argument});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 64);
    QVERIFY(process.readAllStandardError().startsWith(name.toLatin1() + ": "));
    QVERIFY(process.readAllStandardOutput().isEmpty());
}

void TestFakePrograms::aPortInUseIsAFailure()
{
    const Running first(kMorph);
    const QString address = u"127.0.0.1:%1"_s.arg(first.dataPort);
    for (const QString &option : {u"--listen"_s, u"--control"_s}) {
        QProcess process;
        process.start(QStringLiteral(FAKES_DIR "/fake-morph"), {option, address});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("can't listen"));
    }
}

void TestFakePrograms::helpListsTheOptions()
{
    QProcess process;
    process.start(QStringLiteral(FAKES_DIR "/fake-cliproxyapi"), {u"--help"_s});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
    const QByteArray help = process.readAllStandardOutput();
    for (const char *option : {"--listen", "--control", "--time-scale", "--profile", "--dialect",
                               "--state", "--seed", "--manual-clock"})
        QVERIFY2(help.contains(option), option);
}

QTEST_GUILESS_MAIN(TestFakePrograms)
#include "tst_fakeprograms.moc"
