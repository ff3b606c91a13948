// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/userrules.h"
#include "tests/support/scriptedhost.h"
#include "ui/look/theme.h"
#include "ui/settings/durationedit.h"
#include "ui/settings/generalpage.h"
#include "ui/settings/ruleform.h"
#include "ui/settings/rulesdialog.h"
#include "ui/settings/settingfield.h"
#include "ui/settings/settinglabels.h"
#include "ui/settings/settingsdialog.h"
#include "ui/tray/notifier.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QTextDocument>

using namespace ui;
using namespace Qt::StringLiterals;

class TestSettings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySettingHasAFieldAndWordsToTranslate();
    void checksWhileOneTypes_data();
    void checksWhileOneTypes();
    void whatTheEnvironmentFixesIsGreyed();
    void aSecretIsNeverShown();
    void aListOfModelsIsFilledFromTheBackends();
    void savesWhatChangedAndNothingElse();
    void aSaveThatCanNotBeClickedSaysWhy();
    void aLongProblemIsShownWhole();
    void whatIsRefusedIsToldInPlainWords();
    void onlyWhatIsSetCanBeReset();
    void aSettingIsFoundByItsWords();
    void choicesAreNamedAsInTheMenus();
    void offersARestartWhereOneIsNeeded();
    void everySettingHasANameOfAFewWords();
    void timesAreShownInTheLargestUnitThatFits();
    void aTimeIsSavedInMilliseconds();
    void rulesAreATableThatIsTriedOnTheLatestRequests();
    void aWrongRuleCanNotBeTaken();
    void theTwoPalettesAreReadable();
    void themeAndNotificationsAreAppliedAndRemembered();
    void startsAtLoginWhenAskedTo();
};

namespace {

SettingField *fieldOf(const SettingsDialog &dialog, const QString &key)
{
    for (SettingField *field : dialog.findChildren<SettingField *>()) {
        if (field->setting().key == key)
            return field;
    }
    return nullptr;
}

void type(SettingField *field, const QString &text)
{
    static_cast<QLineEdit *>(field->editor())->setText(text);
}

QPushButton *saveButton(const SettingsDialog &dialog)
{
    return dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save);
}

} // namespace

void TestSettings::everySettingHasAFieldAndWordsToTranslate()
{
    ScriptedHost host;
    const SettingsDialog dialog(host, {});
    for (const proxy::Setting &setting : proxy::settings()) {
        QVERIFY2(fieldOf(dialog, setting.key) != nullptr, qPrintable(setting.key));
        QCOMPARE(setting.summary.kind(), proxy::Text::Kind::Sentence);
        QCOMPARE(setting.allowed.kind(), proxy::Text::Kind::Sentence);
    }
}

void TestSettings::checksWhileOneTypes_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    const auto row = [](const char *key, const char *text, bool good) {
        QTest::addRow("%s=%s", key, text)
            << QString::fromLatin1(key) << QString::fromLatin1(text) << good;
    };
    row("LLM_PROXY_PORT", "9001", true);
    row("LLM_PROXY_PORT", "99999", false);
    row("LLM_PROXY_PORT", "90.5", false);
    row("LLM_PROXY_PORT", "port", false);
    row("UPSTREAM_URL", "http://127.0.0.1:18318", true);
    row("UPSTREAM_URL", "somewhere", false);
    row("LLM_PROXY_HOST", "127.0.0.1, ::1", true);
    row("MORPH_ROUTER_RULES", "[]", true);
    row("MORPH_ROUTER_RULES", "[1", false);
    row("LLM_PROXY_DAILY_BUDGET", "2.50", true);
    row("LLM_PROXY_DAILY_BUDGET", "-1", false);
}

void TestSettings::checksWhileOneTypes()
{
    QFETCH(QString, key);
    QFETCH(QString, text);
    ScriptedHost host;
    const SettingsDialog dialog(host, {});
    QVERIFY(!saveButton(dialog)->isEnabled());
    SettingField *field = fieldOf(dialog, key);
    type(field, text);
    QTEST(field->problem().isEmpty(), "good");
    QTEST(saveButton(dialog)->isEnabled(), "good");
}

void TestSettings::whatTheEnvironmentFixesIsGreyed()
{
    ScriptedHost host;
    host.setEnvironment(u"UPSTREAM_URL"_s, u"http://127.0.0.1:1"_s);
    host.reload();
    const SettingsDialog dialog(host, {});
    QVERIFY(!fieldOf(dialog, u"UPSTREAM_URL"_s)->editor()->isEnabled());
    QVERIFY(fieldOf(dialog, u"LLM_PROXY_PORT"_s)->editor()->isEnabled());
}

void TestSettings::aSecretIsNeverShown()
{
    ScriptedHost host;
    host.write(u".env"_s, "MORPH_API_KEY=sk-morph-0123456789abcdef\n");
    host.reload();
    QCOMPARE(host.config().config.router.apiKey, QByteArray("sk-morph-0123456789abcdef"));
    const SettingsDialog dialog(host, {});
    const auto *edit = static_cast<QLineEdit *>(fieldOf(dialog, u"MORPH_API_KEY"_s)->editor());
    QCOMPARE(edit->text(), QString());
    QCOMPARE(edit->echoMode(), QLineEdit::Password);
    QVERIFY(edit->placeholderText().contains(u"cdef"_s));
    for (const QWidget *widget : dialog.findChildren<QWidget *>())
        QVERIFY(!widget->toolTip().contains(u"0123456789"_s));
}

void TestSettings::aListOfModelsIsFilledFromTheBackends()
{
    ScriptedHost host;
    const SettingsDialog dialog(
        host, {"claude-haiku-5-5", "claude-opus-4-20250514", "claude-sonnet-4-5-20250929"});
    SettingField *field = fieldOf(dialog, u"MORPH_ROUTER_MODEL_EASY"_s);
    const auto *chooser = field->findChild<ModelChooser *>();
    QVERIFY(chooser != nullptr);
    QVERIFY(fieldOf(dialog, u"UPSTREAM_URL"_s)->findChild<ModelChooser *>() == nullptr);
    const QList<QAction *> offers = chooser->menu()->actions();
    const auto offerOf = [&offers](const QString &beginning) {
        const auto found = std::find_if(offers.begin(), offers.end(), [&](const QAction *action) {
            return action->text().startsWith(beginning);
        });
        return found == offers.end() ? nullptr : *found;
    };
    offerOf(u"claude-haiku-5-5"_s)->trigger();
    offerOf(u"keep"_s)->trigger();
    offerOf(u"claude-haiku-5-5"_s)->trigger();
    QCOMPARE(field->text(), u"claude-haiku-5-5, keep"_s);
    QVERIFY(field->problem().isEmpty());
    QVERIFY(offerOf(u"claude-sonnet-4-5-20250929 (ends on"_s)->isEnabled());
    QVERIFY(!offerOf(u"claude-opus-4-20250514 (ended on"_s)->isEnabled());
}

void TestSettings::savesWhatChangedAndNothingElse()
{
    ScriptedHost host;
    SettingsDialog dialog(host, {});
    type(fieldOf(dialog, u"UPSTREAM_URL"_s), u"http://127.0.0.1:18318"_s);
    auto *mode = static_cast<QComboBox *>(fieldOf(dialog, u"MORPH_ROUTER_MODE"_s)->editor());
    mode->setCurrentText(u"Aggressive"_s);
    saveButton(dialog)->click();
    const QHash<QString, QString> expected {{u"UPSTREAM_URL"_s, u"http://127.0.0.1:18318"_s},
                                            {u"MORPH_ROUTER_MODE"_s, u"aggressive"_s}};
    QCOMPARE(host.saved, expected);
    QCOMPARE(dialog.result(), static_cast<int>(QDialog::Accepted));
}

void TestSettings::aSaveThatCanNotBeClickedSaysWhy()
{
    ScriptedHost host;
    SettingsDialog dialog(host, {});
    dialog.show();
    SettingField *port = fieldOf(dialog, u"LLM_PROXY_PORT"_s);
    auto *list = dialog.findChild<QListWidget *>();
    type(port, u"99999"_s);
    list->setCurrentRow(0);
    QVERIFY(!saveButton(dialog)->isEnabled());
    QVERIFY(list->item(1)->text().startsWith(u"▲ "_s));
    QVERIFY(!list->item(0)->text().startsWith(u"▲ "_s));
    QLabel *told = nullptr;
    for (auto *label : dialog.findChildren<QLabel *>()) {
        if (label->text().contains(u"1 problem"_s))
            told = label;
    }
    QVERIFY(told != nullptr && told->isVisible());
    Q_EMIT told->linkActivated(u"#"_s);
    QCOMPARE(list->currentRow(), 1);
    QVERIFY(port->isVisible());
    type(port, u"9001"_s);
    QVERIFY(!told->isVisible());
    QVERIFY(!list->item(1)->text().startsWith(u"▲ "_s));
}

void TestSettings::aLongProblemIsShownWhole()
{
    ScriptedHost host;
    SettingsDialog dialog(host, {});
    dialog.show();
    dialog.showSetting(u"UPSTREAM_URL"_s);
    SettingField *field = fieldOf(dialog, u"UPSTREAM_URL"_s);
    QVERIFY(field->isVisible());
    type(field, u"http://127.0.0.1:21001/v1"_s);
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    const auto labels = field->findChildren<QLabel *>();
    const auto remark = std::find_if(labels.begin(), labels.end(), [](const QLabel *label) {
        return label->text().startsWith(u"▲ "_s);
    });
    QVERIFY(remark != labels.end());
    QTRY_VERIFY((*remark)->height() >= (*remark)->heightForWidth((*remark)->width()));
}

void TestSettings::whatIsRefusedIsToldInPlainWords()
{
    ScriptedHost host;
    host.refusal = proxy::Text::words(u"LLM_PROXY_HOST: \"0.0.0.0\" is <too> open"_s);
    SettingsDialog dialog(host, {});
    dialog.show();
    type(fieldOf(dialog, u"LLM_PROXY_HOST"_s), u"0.0.0.0"_s);
    saveButton(dialog)->click();
    QLabel *told = nullptr;
    for (auto *label : dialog.findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().contains(u"open"_s)
            && label->text().startsWith(u"▲ "_s))
            told = label;
    }
    QVERIFY(told != nullptr);
    QCOMPARE(told->textFormat(), Qt::RichText);
    QTextDocument shown;
    shown.setHtml(told->text());
    QCOMPARE(shown.toPlainText(), u"▲ LLM_PROXY_HOST: \"0.0.0.0\" is <too> open"_s);
}

void TestSettings::onlyWhatIsSetCanBeReset()
{
    ScriptedHost host;
    host.write(u".env"_s, "LLM_PROXY_PORT=9001\nMORPH_ROUTER_MODE=aggressive\n");
    host.reload();
    SettingsDialog dialog(host, {});
    const auto reset = [&dialog](const QString &key) {
        for (auto *button : fieldOf(dialog, key)->findChildren<QToolButton *>()) {
            if (button->text() == u"Reset"_s)
                return button;
        }
        return static_cast<QToolButton *>(nullptr);
    };
    QVERIFY(reset(u"UPSTREAM_URL"_s)->isHidden());
    QVERIFY(reset(u"MORPH_API_KEY"_s)->isHidden());
    for (const QString &key : {u"LLM_PROXY_PORT"_s, u"MORPH_ROUTER_MODE"_s}) {
        QVERIFY(!reset(key)->isHidden());
        reset(key)->click();
        QVERIFY(reset(key)->isHidden());
        QVERIFY(fieldOf(dialog, key)->isChanged());
    }
    QCOMPARE(fieldOf(dialog, u"LLM_PROXY_PORT"_s)->text(), u"8317"_s);
    QCOMPARE(fieldOf(dialog, u"MORPH_ROUTER_MODE"_s)->text(), u"balanced"_s);
}

void TestSettings::aSettingIsFoundByItsWords()
{
    ScriptedHost host;
    SettingsDialog dialog(host, {});
    dialog.show();
    auto *list = dialog.findChild<QListWidget *>();
    auto *find = dialog.findChild<QLineEdit *>(QString(), Qt::FindDirectChildrenOnly);
    QVERIFY(find != nullptr);
    find->setText(u"port to listen"_s);
    QVERIFY(list->item(0)->isHidden());
    QCOMPARE(list->currentRow(), 1);
    QVERIFY(fieldOf(dialog, u"LLM_PROXY_PORT"_s)->isVisible());
    QVERIFY(fieldOf(dialog, u"UPSTREAM_URL"_s)->isHidden());
    find->setText(u"upstream_url"_s);
    QVERIFY(!fieldOf(dialog, u"UPSTREAM_URL"_s)->isHidden());
    find->clear();
    QVERIFY(!list->item(0)->isHidden());
    QVERIFY(!fieldOf(dialog, u"LLM_PROXY_PORT"_s)->isHidden());
}

void TestSettings::choicesAreNamedAsInTheMenus()
{
    ScriptedHost host;
    const SettingsDialog dialog(host, {});
    auto *provider =
        static_cast<QComboBox *>(fieldOf(dialog, u"MORPH_ROUTER_PROVIDER"_s)->editor());
    QVERIFY(provider->findText(u"Follow the request"_s) >= 0);
    QVERIFY(provider->findText(u"Anthropic"_s) >= 0);
    for (const proxy::Setting &setting : proxy::settings()) {
        for (const QString &choice : setting.choices) {
            if (setting.kind == proxy::SettingKind::Choice)
                QVERIFY2(choiceText(choice) != choice, qPrintable(setting.key + u' ' + choice));
        }
    }
}

void TestSettings::everySettingHasANameOfAFewWords()
{
    QSet<QString> labels;
    for (const proxy::Setting &setting : proxy::settings()) {
        const QString label = settingLabel(setting);
        QVERIFY2(label.size() <= 36, qPrintable(label));
        QVERIFY2(label != setting.summary.text() || label.size() <= 24, qPrintable(label));
        QVERIFY2(!labels.contains(label), qPrintable(label));
        labels.insert(label);
    }
}

void TestSettings::timesAreShownInTheLargestUnitThatFits()
{
    const auto shown = [](const QString &milliseconds) {
        const DurationEdit edit(milliseconds);
        return edit.findChild<QLineEdit *>()->text() + u' '
               + edit.findChild<QComboBox *>()->currentText();
    };
    QCOMPARE(shown(u"600000"_s), u"10 minutes"_s);
    QCOMPARE(shown(u"75000"_s), u"75 seconds"_s);
    QCOMPARE(shown(u"1500"_s), u"1500 milliseconds"_s);
    QCOMPARE(shown(u"0"_s), u"0 seconds"_s);
}

void TestSettings::aTimeIsSavedInMilliseconds()
{
    ScriptedHost host;
    SettingsDialog dialog(host, {});
    SettingField *field = fieldOf(dialog, u"UPSTREAM_IDLE_TIMEOUT_MS"_s);
    auto *edit = qobject_cast<DurationEdit *>(field->editor());
    QVERIFY(edit != nullptr);
    edit->findChild<QLineEdit *>()->setText(u"1,5"_s);
    QCOMPARE(field->text(), u"90000"_s);
    QVERIFY(field->problem().isEmpty());
    edit->findChild<QLineEdit *>()->setText(u"soon"_s);
    QVERIFY(!field->problem().isEmpty());
    edit->findChild<QLineEdit *>()->setText(u"0.00001"_s);
    QVERIFY(!field->problem().isEmpty());
    edit->findChild<QLineEdit *>()->setText(u"2"_s);
    saveButton(dialog)->click();
    QCOMPARE(host.saved.value(u"UPSTREAM_IDLE_TIMEOUT_MS"_s), u"120000"_s);
}

void TestSettings::rulesAreATableThatIsTriedOnTheLatestRequests()
{
    std::vector<proxy::Exchange> latest(3);
    for (proxy::Exchange &each : latest)
        each.decision.requestedModel = "claude-opus-5-5";
    latest.at(2).decision.requestedModel = "gpt-5";
    RulesDialog dialog(uR"([{"id":"opus","when":{"model":"claude-opus*"},"then":{"route":"off"}},)"
                       uR"({"id":"rest","then":{"keep":["hard","upgrade"]}}])"_s,
                       latest);
    const auto *table = dialog.findChild<QTableWidget *>();
    const auto row = [table](int at) {
        QStringList texts;
        for (int column = 0; column < table->columnCount(); ++column)
            texts << table->item(at, column)->text();
        return texts.join(u" | "_s);
    };
    QCOMPARE(row(0), u"opus | Model claude-opus* | is not routed | decides 2"_s);
    QCOMPARE(row(1),
             u"rest | always | hard tasks keep their model, never to a stronger model | decides 1"_s);
    // The first that matches decides.
    const auto click = [&dialog](const QString &text) {
        for (auto *button : dialog.findChildren<QPushButton *>()) {
            if (button->text().remove(u'&') == text)
                button->click();
        }
    };
    click(u"Down"_s);
    QCOMPARE(row(0).section(u" | "_s, 3), u"decides 3"_s);
    QCOMPARE(row(1).section(u" | "_s, 3), u"decides 0"_s);
    click(u"Remove"_s);
    click(u"Add"_s);
    // As it is made it would switch routing off for everything.
    auto *ok = dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
    QVERIFY(!ok->isEnabled());
    auto *form = dialog.findChild<RuleForm *>();
    auto *project = [form] {
        for (auto *field : form->findChildren<QLineEdit *>()) {
            if (field->accessibleName() == u"Project"_s)
                return field;
        }
        return static_cast<QLineEdit *>(nullptr);
    }();
    QTest::keyClicks(project, u"bank"_s);
    QVERIFY(ok->isEnabled());
    QCOMPARE(dialog.text(),
             uR"([{"id":"rest","then":{"keep":["hard","upgrade"]}},)"
             uR"({"id":"rule-1","then":{"route":"off"},"when":{"project":"bank"}}])"_s);
    // What it makes is what the setting reads.
    QVERIFY(
        proxy::parseUserRules(QJsonDocument::fromJson(dialog.text().toUtf8()).array()).has_value());
}

void TestSettings::aWrongRuleCanNotBeTaken()
{
    RulesDialog dialog(uR"([{"id":"a","when":{"textLongerThan":9},"then":{"route":"off"}}])"_s, {});
    auto *ok = dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
    QVERIFY(ok->isEnabled());
    for (auto *field : dialog.findChildren<QLineEdit *>()) {
        if (field->accessibleName() == u"Text longer than"_s)
            QTest::keyClicks(field, u"x"_s);
    }
    QVERIFY(!ok->isEnabled());
    bool isTold = false;
    for (const auto *label : dialog.findChildren<QLabel *>())
        isTold = isTold || label->text().contains(u"must be a number of bytes"_s);
    QVERIFY(isTold);
}

void TestSettings::offersARestartWhereOneIsNeeded()
{
    ScriptedHost host;
    SettingsDialog dialog(host, {});
    QSignalSpy restart(&dialog, &SettingsDialog::restartRequested);
    type(fieldOf(dialog, u"LLM_PROXY_PORT"_s), u"9001"_s);
    saveButton(dialog)->click();
    QCOMPARE(restart.count(), 1);
}

void TestSettings::theTwoPalettesAreReadable()
{
    for (const bool dark : {false, true}) {
        const QPalette palette = themePalette(dark);
        const auto luminance = [&palette](QPalette::ColorRole role) {
            const auto part = [](double share) {
                return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
            };
            const QColor colour = palette.color(role);
            return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF())
                   + 0.0722 * part(colour.blueF());
        };
        // WCAG 2.1, 1.4.3: 4.5 to 1.
        for (const auto &[ink, ground] :
             {std::pair {QPalette::WindowText, QPalette::Window},
              std::pair {QPalette::Text, QPalette::Base},
              std::pair {QPalette::Text, QPalette::AlternateBase},
              std::pair {QPalette::ButtonText, QPalette::Button},
              std::pair {QPalette::HighlightedText, QPalette::Highlight},
              std::pair {QPalette::Link, QPalette::Base}}) {
            const double one = luminance(ink);
            const double other = luminance(ground);
            const double low = std::min(one, other);
            const double high = std::max(one, other);
            QVERIFY((high + 0.05) / (low + 0.05) >= 4.5);
        }
        QCOMPARE(palette.color(QPalette::Window).lightness() < 128, dark);
    }
}

void TestSettings::themeAndNotificationsAreAppliedAndRemembered()
{
    ScriptedHost host;
    const GeneralPage page(host);
    auto *themes = page.findChildren<QComboBox *>().first();
    themes->setCurrentIndex(2);
    Q_EMIT themes->activated(2);
    QCOMPARE(chosenTheme(), Theme::Dark);
    QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 128);
    themes->setCurrentIndex(1);
    Q_EMIT themes->activated(1);
    QVERIFY(QApplication::palette().color(QPalette::Window).lightness() > 128);
    for (QCheckBox *box : page.findChildren<QCheckBox *>()) {
        if (box->text() == notificationName(NotificationKind::CacheLoss))
            box->setChecked(false);
    }
    QVERIFY(!isNotificationWanted(NotificationKind::CacheLoss));
    QVERIFY(isNotificationWanted(NotificationKind::Budget));
}

void TestSettings::startsAtLoginWhenAskedTo()
{
    ScriptedHost host;
    const GeneralPage page(host);
    QCheckBox *atLogin = page.findChildren<QCheckBox *>().first();
    atLogin->setChecked(true);
    QVERIFY(host.atLogin);
    atLogin->setChecked(false);
    QVERIFY(!host.atLogin);
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"llm-proxy-tests"_s);
    TestSettings test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_settings.moc"
