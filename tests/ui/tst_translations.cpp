// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/scriptedsource.h"
#include "ui/host/language.h"
#include "ui/tray/traymenu.h"

#include "proxy/core/text.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QMenu>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

#include <map>

using namespace ui;
using namespace Qt::StringLiterals;

class TestTranslations final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void holdsEveryTextOfTheSourcesAndNoOther_data() { languages(); }
    void holdsEveryTextOfTheSourcesAndNoOther();
    void everySentenceOfTheEngineIsTranslated_data() { languages(); }
    void everySentenceOfTheEngineIsTranslated();
    void nothingIsUnfinished_data() { languages(); }
    void nothingIsUnfinished();
    void placeholdersTagsAndAcceleratorsAreTheSources_data() { languages(); }
    void placeholdersTagsAndAcceleratorsAreTheSources();
    void noTwoEntriesOfTheTrayMenuShareALetter_data() { languages(); }
    void noTwoEntriesOfTheTrayMenuShareALetter();
    void theChosenLanguageIsSpoken_data() { languages(); }
    void theChosenLanguageIsSpoken();
    void anUnknownLanguageIsEnglish();
    void pluralsFollowTheLanguage_data();
    void pluralsFollowTheLanguage();
    void everyTranslationCanBeChosen();

private:
    static void languages();
};

namespace {

struct Text
{
    QStringList forms;
    bool finished = true;
    bool plural = false;
};

/// Context, source and comment, as lupdate tells texts apart.
using Texts = std::map<QStringList, Text>;

QString fileOf(const QString &language)
{
    return QStringLiteral(PROJECT_ROOT "/translations/llm-proxy_%1.ts").arg(language);
}

Text readTranslation(QXmlStreamReader &xml, bool plural)
{
    Text text {
        .forms = {}, .finished = !xml.attributes().hasAttribute(u"type"_s), .plural = plural};
    if (!plural) {
        text.forms << xml.readElementText();
        return text;
    }
    while (xml.readNextStartElement())
        text.forms << xml.readElementText();
    return text;
}

Texts readMessages(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QXmlStreamReader xml(&file);
    Texts texts;
    QString context;
    QString source;
    QString comment;
    bool plural = false;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"name") {
            context = xml.readElementText();
        } else if (xml.name() == u"message") {
            plural = xml.attributes().value(u"numerus"_s) == u"yes";
            comment.clear();
        } else if (xml.name() == u"source") {
            source = xml.readElementText();
        } else if (xml.name() == u"comment") {
            comment = xml.readElementText();
        } else if (xml.name() == u"translation") {
            texts[{context, source, comment}] = readTranslation(xml, plural);
        }
    }
    return xml.hasError() ? Texts() : texts;
}

QStringList keysNotIn(const Texts &some, const Texts &others)
{
    QStringList missing;
    for (const auto &[key, text] : some) {
        const auto other = others.find(key);
        if (other == others.end() || other->second.plural != text.plural)
            missing << key.join(u" | "_s);
    }
    return missing;
}

QStringList placeholders(const QString &text)
{
    static const QRegularExpression kMark(u"%L?[0-9]|%n|</?[a-z][^>]*>"_s);
    QStringList found;
    for (auto each = kMark.globalMatch(text); each.hasNext();)
        found << each.next().captured();
    found.sort();
    return found;
}

qsizetype accelerators(const QString &text)
{
    static const QRegularExpression kLetter(u"&[^& ]"_s);
    return text.count(kLetter);
}

qsizetype formsOf(const QString &language)
{
    static const std::map<QString, qsizetype> kForms {
        {u"en"_s, 2}, {u"de"_s, 2}, {u"es"_s, 2}, {u"pl"_s, 3}, {u"zh_CN"_s, 1}};
    const auto found = kForms.find(language);
    return found == kForms.end() ? 0 : found->second;
}

QStringList sharedLetters(const QMenu &menu)
{
    QStringList shared;
    std::map<QString, QString> taken;
    for (const QAction *action : menu.actions()) {
        if (action->menu() != nullptr)
            shared += sharedLetters(*action->menu());
        const QString letter = QKeySequence::mnemonic(action->text()).toString();
        if (letter.isEmpty() || !action->isVisible())
            continue;
        const auto [other, isNew] = taken.try_emplace(letter, action->text());
        if (!isNew)
            shared << letter + u": "_s + other->second + u", "_s + action->text();
    }
    return shared;
}

} // namespace

void TestTranslations::languages()
{
    QTest::addColumn<QString>("language");
    for (const auto &[code, name] : carriedLanguages())
        QTest::newRow(qPrintable(code)) << code;
}

void TestTranslations::init()
{
    qDeleteAll(qApp->findChildren<QTranslator *>());
    QLocale::setDefault(QLocale::c());
}

void TestTranslations::holdsEveryTextOfTheSourcesAndNoOther()
{
    QFETCH(const QString, language);
    const QTemporaryDir folder;
    const QString fresh = folder.filePath(u"llm-proxy_%1.ts"_s.arg(language));
    QStringList arguments = QStringLiteral(LUPDATE_READS).split(u' ');
    if (language == u"en")
        arguments << u"-pluralonly"_s;
    arguments << u"-ts"_s << fresh;
    QProcess lupdate;
    lupdate.setWorkingDirectory(QStringLiteral(PROJECT_ROOT));
    lupdate.start(QStringLiteral(LUPDATE), arguments);
    QVERIFY(lupdate.waitForFinished());
    QCOMPARE(lupdate.exitCode(), 0);
    const Texts now = readMessages(fresh);
    const Texts kept = readMessages(fileOf(language));
    QVERIFY(!now.empty());
    // Mended by: cmake --build --preset dev --target update_translations, and translating.
    QCOMPARE(keysNotIn(now, kept), QStringList());
    QCOMPARE(keysNotIn(kept, now), QStringList());
}

void TestTranslations::everySentenceOfTheEngineIsTranslated()
{
    QFETCH(const QString, language);
    if (language == u"en")
        QSKIP("the engine speaks it");
    installLanguage(*qApp, language);
    int sentences = 0;
    static const QRegularExpression kPlaceholder(u"%([0-9])"_s);
    for (const auto &[key, text] : readMessages(fileOf(language))) {
        // Where lupdate lost the way to the class, the window would not find the sentence.
        QVERIFY2(!key.first().endsWith(u"Text"_s), qPrintable(key.join(u" | "_s)));
        if (key.first() != u"Engine"_s)
            continue;
        ++sentences;
        QCOMPARE(proxy::Text::tr(key.at(1).toUtf8().constData()), text.forms.first());
        int expected = 0;
        for (auto each = kPlaceholder.globalMatch(key.at(1)); each.hasNext();)
            QVERIFY2(each.next().captured(1).toInt() == ++expected, qPrintable(key.at(1)));
    }
    QVERIFY(sentences > 300);
}

void TestTranslations::nothingIsUnfinished()
{
    QFETCH(const QString, language);
    const Texts texts = readMessages(fileOf(language));
    QVERIFY(!texts.empty());
    for (const auto &[key, text] : texts) {
        const QString name = key.join(u" | "_s);
        QVERIFY2(text.finished, qPrintable(name));
        QVERIFY2(text.forms.size() == (text.plural ? formsOf(language) : 1), qPrintable(name));
        for (const QString &form : text.forms)
            QVERIFY2(!form.trimmed().isEmpty(), qPrintable(name));
    }
}

void TestTranslations::placeholdersTagsAndAcceleratorsAreTheSources()
{
    QFETCH(const QString, language);
    const Texts texts = readMessages(fileOf(language));
    QVERIFY(!texts.empty());
    for (const auto &[key, text] : texts) {
        const QString &source = key.at(1);
        for (const QString &form : text.forms)
            QVERIFY2(placeholders(form) == placeholders(source)
                         && accelerators(form) == accelerators(source),
                     qPrintable(key.join(u" | "_s) + u" → "_s + form));
    }
}

void TestTranslations::noTwoEntriesOfTheTrayMenuShareALetter()
{
    QFETCH(const QString, language);
    installLanguage(*qApp, language);
    ScriptedSource source;
    const TrayMenu menu(source);
    QCOMPARE(sharedLetters(menu), QStringList());
}

void TestTranslations::theChosenLanguageIsSpoken()
{
    QFETCH(const QString, language);
    installLanguage(*qApp, language);
    QCOMPARE(QLocale().language(), QLocale(language).language());
    QCOMPARE(TrayMenu::tr("&Quit") == u"&Quit", language == u"en");
    ScriptedSource source;
    const TrayMenu menu(source);
    const QList<QAction *> entries = menu.actions();
    QVERIFY(std::any_of(entries.begin(), entries.end(), [](const QAction *entry) {
        return entry->text() == TrayMenu::tr("&Quit");
    }));
}

void TestTranslations::anUnknownLanguageIsEnglish()
{
    installLanguage(*qApp, u"eo"_s);
    QCOMPARE(QLocale().language(), QLocale::English);
    QCOMPARE(TrayMenu::tr("&Quit"), u"&Quit"_s);
    QCOMPARE(TrayMenu::tr("%n request(s) today", nullptr, 1), u"1 request today"_s);
}

void TestTranslations::pluralsFollowTheLanguage_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QList<int>>("alike");
    QTest::addColumn<QList<int>>("others");
    QTest::newRow("en") << u"en"_s << QList {2, 5, 22, 0} << QList {1};
    QTest::newRow("de") << u"de"_s << QList {2, 5, 22, 0} << QList {1};
    QTest::newRow("es") << u"es"_s << QList {2, 5, 22, 0} << QList {1};
    QTest::newRow("pl: 2, 22") << u"pl"_s << QList {2, 3, 22, 104} << QList {1, 5, 12, 21};
    QTest::newRow("pl: 5, 21") << u"pl"_s << QList {5, 12, 21, 0} << QList {1, 2, 22};
    QTest::newRow("zh_CN") << u"zh_CN"_s << QList {0, 1, 2, 5, 22} << QList<int> {};
}

void TestTranslations::pluralsFollowTheLanguage()
{
    QFETCH(const QString, language);
    QFETCH(const QList<int>, alike);
    QFETCH(const QList<int>, others);
    installLanguage(*qApp, language);
    const auto form = [](int count) {
        const QString text = TrayMenu::tr("%n request(s) today", nullptr, count);
        return QString(text).replace(QString::number(count), u"#"_s);
    };
    for (const int count : alike)
        QCOMPARE(form(count), form(alike.first()));
    for (const int count : others)
        QVERIFY2(form(count) != form(alike.first()), qPrintable(form(count)));
}

void TestTranslations::everyTranslationCanBeChosen()
{
    QStringList codes;
    for (const auto &[code, name] : carriedLanguages()) {
        QVERIFY2(!name.isEmpty(), qPrintable(code));
        codes << code;
    }
    codes.sort();
    QCOMPARE(codes, (QStringList {u"de"_s, u"en"_s, u"es"_s, u"pl"_s, u"zh_CN"_s}));
}

QTEST_MAIN(TestTranslations)
#include "tst_translations.moc"
