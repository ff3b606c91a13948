// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/commandtable.h"
#include "app/backend/forbidden.h"
#include "app/backend/help.h"
#include "app/backend/jsonschema.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace app::backend;

namespace {

const QString kRoot = QStringLiteral(PROJECT_ROOT);

QByteArray fileBytes(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList launchers()
{
    return QDir(kRoot + u"/bin"_s).entryList(QDir::Files, QDir::Name);
}

QJsonObject tableJson()
{
    return QJsonDocument::fromJson(compiledInJson(u"backend-commands.json"_s)).object();
}

} // namespace

class TestCommandTable final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsEveryCommandInEightGroups();
    void followsItsSchema();
    void theTableOfModelsFollowsItsSchema();
    void refusesBadRows_data();
    void refusesBadRows();
    void binHoldsNothingForbidden();
    void noRowReachesAForbiddenRoute();
    void everyRowIsListedAndExplained();
    void manualListsEveryCommand();
};

void TestCommandTable::holdsEveryCommandInEightGroups()
{
    const CommandTable &table = commandTable();
    QCOMPARE(table.groups.size(), 8);
    QCOMPARE(table.commands.size(), 55);
    for (const CommandGroup &group : table.groups)
        QVERIFY2(!table.inGroup(group.name).isEmpty(), qPrintable(group.name));
    for (const Command &command : table.commands) {
        QVERIFY2(!command.examples.isEmpty(), qPrintable(command.name));
        QVERIFY2(command.examples.first().contains(u"bin/"_s + command.name),
                 qPrintable(command.name));
        if (!command.instead.isEmpty())
            QVERIFY2(table.find(command.instead) != nullptr, qPrintable(command.name));
    }
}

void TestCommandTable::followsItsSchema()
{
    for (const QString &name : {u"backend-commands"_s, u"cliproxyapi-base-settings"_s}) {
        const QByteArray schema = compiledInJson(name + u".schema.json"_s);
        const QByteArray json = compiledInJson(name + u".json"_s);
        QCOMPARE(fileBytes(kRoot + u"/JSON/"_s + name + u".json"_s), json);
        QCOMPARE(schemaFaults(QJsonDocument::fromJson(json).object(),
                              QJsonDocument::fromJson(schema).object()),
                 QStringList());
    }
}

void TestCommandTable::theTableOfModelsFollowsItsSchema()
{
    const QString path = kRoot + u"/JSON/models"_s;
    const QJsonObject schema =
        QJsonDocument::fromJson(fileBytes(path + u".schema.json"_s)).object();
    const QJsonObject json = QJsonDocument::fromJson(fileBytes(path + u".json"_s)).object();
    QVERIFY(!schema.isEmpty() && !json.isEmpty());
    QCOMPARE(schemaFaults(json, schema), QStringList());
}

void TestCommandTable::refusesBadRows_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("message");
    QTest::newRow("forbidden name") << u"name"_s << QJsonValue(u"config-yaml"_s) << u"raw"_s;
    QTest::newRow("settings name") << u"name"_s << QJsonValue(u"debug"_s) << u"settings"_s;
    QTest::newRow("log clearing") << u"name"_s << QJsonValue(u"logs-clear"_s) << u"preservation"_s;
    QTest::newRow("twice") << u"name"_s << QJsonValue(u"logs"_s) << u"twice"_s;
    QTest::newRow("raw config route")
        << u"route"_s << QJsonValue(u"/v0/management/config"_s) << u"raw"_s;
    QTest::newRow("setting route")
        << u"route"_s << QJsonValue(u"/v0/management/request-log"_s) << u"settings"_s;
    QTest::newRow("statistics switch")
        << u"route"_s << QJsonValue(u"/v0/management/usage-statistics-enabled"_s) << u"mandatory"_s;
    QTest::newRow("route elsewhere") << u"route"_s << QJsonValue(u"/keep-alive"_s) << u"route"_s;
    QTest::newRow("unknown member") << u"rout"_s << QJsonValue(u"/x"_s) << u"rout"_s;
    QTest::newRow("unknown group") << u"group"_s << QJsonValue(u"nowhere"_s) << u"group"_s;
    QTest::newRow("default not allowed")
        << u"defaultMethod"_s << QJsonValue(u"PUT"_s) << u"default method"_s;
}

void TestCommandTable::refusesBadRows()
{
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    QFETCH(QString, message);
    QJsonObject table = tableJson();
    QJsonArray rows = table.value(u"commands"_s).toArray();
    QJsonObject row {{u"name"_s, u"new-one"_s},
                     {u"group"_s, u"logs"_s},
                     {u"kind"_s, u"http"_s},
                     {u"summary"_s, u"A new one"_s},
                     {u"route"_s, u"/v0/management/new-one"_s},
                     {u"methods"_s, QJsonArray {u"GET"_s}},
                     {u"defaultMethod"_s, u"GET"_s},
                     {u"auth"_s, u"management"_s},
                     {u"examples"_s, QJsonArray {u"bin/new-one"_s}}};
    rows.append(row);
    table.insert(u"commands"_s, rows);
    QVERIFY(parseCommandTable(QJsonDocument(table).toJson()));
    row.insert(key, value);
    rows.replace(rows.size() - 1, row);
    table.insert(u"commands"_s, rows);
    const auto parsed = parseCommandTable(QJsonDocument(table).toJson());
    QVERIFY(!parsed);
    QVERIFY2(parsed.error().message.contains(message), qPrintable(parsed.error().message));
}

void TestCommandTable::binHoldsNothingForbidden()
{
    const QStringList forbidden {u"config"_s,
                                 u"config-yaml"_s,
                                 u"config-yaml-set"_s,
                                 u"settings"_s,
                                 u"stats-usage-enabled"_s,
                                 u"logs-clear"_s,
                                 u"debug"_s,
                                 u"request-retry"_s,
                                 u"ws-auth"_s,
                                 u"proxy-url"_s,
                                 u"routing-strategy"_s,
                                 u"logs.request"_s,
                                 u"oauth-model-alias"_s,
                                 u"openai-compatibility"_s,
                                 u"quota-exceeded.switch-project"_s,
                                 u"ampcode.upstream-url"_s};
    for (const QString &name : forbidden)
        QVERIFY2(whyForbiddenName(name), qPrintable(name));
    const QStringList found = launchers();
    QVERIFY(found.size() > 60);
    for (const QString &name : found)
        QVERIFY2(!whyForbiddenName(name), qPrintable(name));
}

void TestCommandTable::noRowReachesAForbiddenRoute()
{
    QVERIFY(whyForbiddenRoute(u"DELETE"_s, u"/v0/management/logs"_s));
    QVERIFY(!whyForbiddenRoute(u"GET"_s, u"/v0/management/logs"_s));
    QVERIFY(whyForbiddenRoute(u"GET"_s, u"/v0/management/ampcode/model-mappings"_s));
    QVERIFY(!whyForbiddenRoute(u"GET"_s, u"/v0/management/ampcode/upstream-api-key"_s));
    for (const Command &command : commandTable().commands) {
        for (const QString &method : command.methods)
            QVERIFY2(!whyForbiddenRoute(method, command.route), qPrintable(command.name));
    }
}

void TestCommandTable::everyRowIsListedAndExplained()
{
    const QString list = commandList(commandTable());
    for (const Command &command : commandTable().commands) {
        QVERIFY2(list.contains(u"\n  "_s + command.name + u' '), qPrintable(command.name));
        const QString help = commandHelp(command);
        QVERIFY2(help.contains(command.examples.first()), qPrintable(command.name));
        if (command.kind == CommandKind::Http)
            QVERIFY2(help.contains(command.route), qPrintable(command.name));
        if (command.kind == CommandKind::Binary)
            QVERIFY2(help.contains(command.binaryFlag), qPrintable(command.name));
        for (const QString &flag : command.flags)
            QVERIFY2(help.contains(u"  "_s + flag), qPrintable(command.name + flag));
    }
}

void TestCommandTable::manualListsEveryCommand()
{
    const QString page =
        QString::fromUtf8(fileBytes(kRoot + u"/resources/manual/backend-commands.md"_s));
    const QString begin = u"<!-- backend-commands -->\n"_s;
    const QString end = u"<!-- /backend-commands -->"_s;
    QVERIFY2(page.contains(begin) && page.contains(end), "the page's list has its markers");
    const QString listed = page.section(begin, 1).section(end, 0, 0).trimmed();
    // Rendered anew with: llm-proxy backend --markdown
    QCOMPARE(listed, commandListMarkdown(commandTable()).trimmed());
}

QTEST_GUILESS_MAIN(TestCommandTable)
#include "tst_commandtable.moc"
