// SPDX-License-Identifier: LicenseRef-Private
#include "app/subcommands.h"
#include "proxy/config/namedclients.h"
#include "tests/support/configfolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

struct Ran
{
    int code = -1;
    QString out;
    QString err;
};

/// A folder whose LLM_PROXY_CLIENTS names a file that is not there yet.
class Clients
{
public:
    Clients()
        : path(m_folder.path(u"clients.json"_s))
        , m_inputs(m_folder.inputs({{u"LLM_PROXY_CLIENTS"_s, path}}))
    { }

    [[nodiscard]] Ran run(const QString &words) const { return run(words, m_inputs); }
    [[nodiscard]] Ran run(const QString &words, const proxy::ConfigInputs &inputs) const
    {
        Ran ran;
        QTextStream out(&ran.out);
        QTextStream err(&ran.err);
        app::Options options;
        options.subCommand = app::findSubCommand(u"clients");
        options.arguments = words.split(u' ', Qt::SkipEmptyParts);
        ran.code = app::runSubCommand(options, inputs, {out, err});
        return ran;
    }
    [[nodiscard]] proxy::ConfigInputs inputs(const QString &setting) const
    {
        return m_folder.inputs({{u"LLM_PROXY_CLIENTS"_s, setting}});
    }
    [[nodiscard]] QByteArray text() const
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] proxy::NamedClients read() const
    {
        return *proxy::parseNamedClients(proxy::readClientsFile(path)->text);
    }

private:
    ConfigFolder m_folder;

public:
    const QString path;

private:
    proxy::ConfigInputs m_inputs;
};

} // namespace

class TestClientsCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKeyIsShownOnceAndItsHashKept();
    void whatAClientMayDoIsWritten();
    void theFileIsItsOwnersAlone();
    void aRevokedClientStaysInTheList();
    void aRevokedClientGetsANewKey();
    void whatIsWrongChangesNothing_data();
    void whatIsWrongChangesNothing();
    void otherEntriesStayAsTheyAre();
    void aFolderThatIsNotThereIsNamed();
    void aListInTheSettingIsNotChanged();
    void withoutTheSettingThereIsNoFile();
    void wrongWordsAreAnsweredWithTheUsage_data();
    void wrongWordsAreAnsweredWithTheUsage();
};

void TestClientsCommand::aKeyIsShownOnceAndItsHashKept()
{
    const Clients clients;
    const Ran added = clients.run(u"add alice"_s);
    QCOMPARE(added.code, 0);
    const QByteArray key = added.out.trimmed().toLatin1();
    QVERIFY(key.size() > 40);
    QVERIFY(!added.err.contains(QString::fromLatin1(key)));
    QVERIFY(!clients.text().contains(key));
    const auto read = clients.read();
    QCOMPARE(read.size(), size_t(1));
    QCOMPARE(read[0]->keyHash, proxy::clientKeyHash(key));
    QVERIFY(clients.run(u"add bob"_s).out.trimmed().toLatin1() != key);
    for (const QString &words : {u"list"_s, u"list --json"_s})
        QVERIFY(!clients.run(words).out.contains(QString::fromLatin1(key)));
}

void TestClientsCommand::whatAClientMayDoIsWritten()
{
    const Clients clients;
    QCOMPARE(clients
                 .run(u"add alice --policy human-turn --models claude-haiku*,gpt-5 "
                      "--expires=2027-01-31 --dollars 5 --per week"_s)
                 .code,
             0);
    const proxy::NamedClients read = clients.read();
    const proxy::NamedClient &alice = *read.at(0);
    QCOMPARE(alice.policy, proxy::RoutePolicy::HumanTurn);
    QCOMPARE(alice.models, (QList<QByteArray> {"claude-haiku*", "gpt-5"}));
    QCOMPARE(alice.budget->dollars, 5 * proxy::kPicoPerDollar);
    QCOMPARE(alice.budget->period, proxy::BudgetPeriod::Week);
    QCOMPARE(alice.expiresAtMs, QDate(2027, 1, 31).startOfDay().toMSecsSinceEpoch());
    const QString line = clients.run(u"list"_s).out;
    for (const QString &part : {u"alice"_s, u"active"_s, u"policy human-turn"_s, u"$5.00 a week"_s,
                                u"models claude-haiku*, gpt-5"_s})
        QVERIFY2(line.contains(part), qPrintable(line));
    const QJsonArray json =
        QJsonDocument::fromJson(clients.run(u"list --json"_s).out.toUtf8()).array();
    QCOMPARE(json[0][u"name"].toString(), u"alice"_s);
    QCOMPARE(json[0][u"state"].toString(), u"active"_s);
}

void TestClientsCommand::theFileIsItsOwnersAlone()
{
    const Clients clients;
    QCOMPARE(clients.run(u"add alice"_s).code, 0);
    const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
    QVERIFY(!QFileInfo(clients.path).permissions().testAnyFlags(others));
    QCOMPARE(QDir(QFileInfo(clients.path).path())
                 .entryList({u"clients.json*"_s}, QDir::Files | QDir::Hidden),
             QStringList {u"clients.json"_s});
}

void TestClientsCommand::aRevokedClientStaysInTheList()
{
    const Clients clients;
    QCOMPARE(clients.run(u"add alice"_s).code, 0);
    QCOMPARE(clients.run(u"revoke alice"_s).code, 0);
    QVERIFY(clients.read().at(0)->isRevoked);
    QVERIFY(clients.run(u"list"_s).out.contains(u"revoked"));
}

void TestClientsCommand::aRevokedClientGetsANewKey()
{
    const Clients clients;
    const QString first = clients.run(u"add alice"_s).out;
    const Ran again = clients.run(u"add alice"_s);
    QCOMPARE(again.code, 1);
    QVERIFY(again.err.contains(u"there is a client alice already"));
    QCOMPARE(clients.run(u"revoke alice"_s).code, 0);
    const QString second = clients.run(u"add alice"_s).out;
    QVERIFY(!second.isEmpty() && second != first);
    QCOMPARE(clients.read().size(), size_t(1));
    QVERIFY(!clients.read().at(0)->isRevoked);
}

void TestClientsCommand::whatIsWrongChangesNothing_data()
{
    QTest::addColumn<QString>("words");
    for (const char *words :
         {"add bad!name", "add bob --policy cheap", "add bob --expires soon",
          "add bob --dollars 1 --tokens 1", "add bob --dollars x", "revoke bob"})
        QTest::newRow(words) << QString::fromLatin1(words);
}

void TestClientsCommand::whatIsWrongChangesNothing()
{
    QFETCH(QString, words);
    const Clients clients;
    QCOMPARE(clients.run(u"add alice"_s).code, 0);
    const QByteArray before = clients.text();
    const Ran ran = clients.run(words);
    QCOMPARE(ran.code, 1);
    QVERIFY(!ran.err.isEmpty());
    QCOMPARE(ran.out, QString());
    QCOMPARE(clients.text(), before);
}

void TestClientsCommand::otherEntriesStayAsTheyAre()
{
    const Clients clients;
    QFile file(clients.path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"([{"name":"ci","key":"a-plain-key-of-ci","models":["gpt-5"]}])");
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    QCOMPARE(clients.run(u"add alice"_s).code, 0);
    QVERIFY(clients.text().contains("a-plain-key-of-ci"));
    QCOMPARE(clients.read().at(0)->models, QList<QByteArray> {"gpt-5"});
    QCOMPARE(clients.read().size(), size_t(2));
}

void TestClientsCommand::aFolderThatIsNotThereIsNamed()
{
    const Clients clients;
    const QString folder = QFileInfo(clients.path).path() + u"/not-there"_s;
    const Ran added = clients.run(u"add alice"_s, clients.inputs(folder + u"/clients.json"_s));
    QCOMPARE(added.code, 1);
    QVERIFY2(added.err.contains(u"the folder %1 of LLM_PROXY_CLIENTS is not there"_s.arg(folder)),
             qPrintable(added.err));
}

void TestClientsCommand::aListInTheSettingIsNotChanged()
{
    const Clients clients;
    const auto inputs = clients.inputs(u"alice:a-key-of-alice-0001"_s);
    QVERIFY(clients.run(u"list"_s, inputs).out.startsWith(u"alice "));
    QCOMPARE(clients.run(u"add bob"_s, inputs).code, 78);
}

void TestClientsCommand::withoutTheSettingThereIsNoFile()
{
    const Clients clients;
    QCOMPARE(clients.run(u"list"_s, clients.inputs({})).out, QString());
    const Ran added = clients.run(u"add bob"_s, clients.inputs({}));
    QCOMPARE(added.code, 78);
    QVERIFY(added.err.contains(u"LLM_PROXY_CLIENTS"));
}

void TestClientsCommand::wrongWordsAreAnsweredWithTheUsage_data()
{
    QTest::addColumn<QString>("words");
    for (const char *words : {"add", "add a b", "revoke", "list all", "drop a", "--x",
                              "add a --per", "add a --models=", "add a --per week"})
        QTest::newRow(words) << QString::fromLatin1(words);
}

void TestClientsCommand::wrongWordsAreAnsweredWithTheUsage()
{
    QFETCH(QString, words);
    const Ran ran = Clients().run(words);
    QCOMPARE(ran.code, 64);
    QVERIFY(ran.err.contains(u"llm-proxy clients"));
}

QTEST_GUILESS_MAIN(TestClientsCommand)
#include "tst_clientscommand.moc"
