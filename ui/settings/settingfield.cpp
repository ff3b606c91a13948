// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/settingfield.h"

#include "ui/look/palette.h"
#include "ui/look/wrappedlabel.h"
#include "ui/manual/manuallink.h"
#include "ui/settings/durationedit.h"
#include "ui/settings/settinglabels.h"
#include "ui/words/enginetext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QHash>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include <cmath>

namespace ui {

namespace {

constexpr int kRemarkWidth = 170;
constexpr qreal kHelpShare = 0.92; ///< of the editor's letters

bool isDuration(const proxy::Setting &setting)
{
    return setting.jsonPath.endsWith(QStringLiteral("Ms"));
}

/// What the field holds as JSON of the setting's kind; undefined when the text can't be that.
QJsonValue jsonOf(const proxy::Setting &setting, const QString &text)
{
    using proxy::SettingKind;
    bool isNumber = false;
    switch (setting.kind) {
    case SettingKind::Boolean:
        return text == QStringLiteral("true");
    case SettingKind::Integer:
    case SettingKind::Number: {
        const double number = text.toDouble(&isNumber);
        return isNumber ? QJsonValue(number) : QJsonValue(QJsonValue::Undefined);
    }
    case SettingKind::List: {
        QJsonArray items;
        for (const QString &item : text.split(u',', Qt::SkipEmptyParts))
            items << item.trimmed();
        return items;
    }
    case SettingKind::Json: {
        const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
        return document.isArray() ? QJsonValue(document.array())
                                  : QJsonValue(QJsonValue::Undefined);
    }
    default:
        return text;
    }
}

QString sourceText(proxy::ConfigSource source)
{
    using proxy::ConfigSource;
    switch (source) {
    case ConfigSource::Default:
        return {};
    case ConfigSource::Keychain:
        return SettingField::tr("from the keychain");
    case ConfigSource::Environment:
        return SettingField::tr("fixed by the environment");
    case ConfigSource::CommandLine:
        return SettingField::tr("fixed by the command line");
    case ConfigSource::Switch:
        return SettingField::tr("switched by hand");
    default:
        return SettingField::tr("from %1").arg(proxy::name(source));
    }
}

} // namespace

QString choiceText(const QString &value)
{
    static const QHash<QString, QString> kNames {
        {QStringLiteral("anthropic"), QStringLiteral("Anthropic")},
        {QStringLiteral("openai"), QStringLiteral("OpenAI")},
        {QStringLiteral("gemini"), QStringLiteral("Gemini")}};
    static const QHash<QString, const char *> kWords {
        {QStringLiteral("auto"), QT_TRANSLATE_NOOP("ui::SettingField", "Follow the request")},
        {QStringLiteral("balanced"), QT_TRANSLATE_NOOP("ui::SettingField", "Balanced")},
        {QStringLiteral("aggressive"), QT_TRANSLATE_NOOP("ui::SettingField", "Aggressive")},
        {QStringLiteral("raw"),
         QT_TRANSLATE_NOOP("ui::SettingField", "Morph's difficulty, by the map of models")},
        {QStringLiteral("provider"),
         QT_TRANSLATE_NOOP("ui::SettingField", "The model that Morph names")},
        {QStringLiteral("cache-aware"),
         QT_TRANSLATE_NOOP("ui::SettingField", "When it is worth more than a warm cache")},
        {QStringLiteral("human-turn"),
         QT_TRANSLATE_NOOP("ui::SettingField", "At each task of a person")},
        {QStringLiteral("every-request"), QT_TRANSLATE_NOOP("ui::SettingField", "At each request")},
        {QStringLiteral("morph"), QT_TRANSLATE_NOOP("ui::SettingField", "Morph")},
        {QStringLiteral("local"), QT_TRANSLATE_NOOP("ui::SettingField", "This machine")},
        {QStringLiteral("local-then-morph"),
         QT_TRANSLATE_NOOP("ui::SettingField", "This machine, then Morph")},
        {QStringLiteral("morph-then-local"),
         QT_TRANSLATE_NOOP("ui::SettingField", "Morph, then this machine")},
        {QStringLiteral("any"), QT_TRANSLATE_NOOP("ui::SettingField", "All of them")},
        {QStringLiteral("keep"), QT_TRANSLATE_NOOP("ui::SettingField", "Keep their model")},
        {QStringLiteral("classify"),
         QT_TRANSLATE_NOOP("ui::SettingField", "Are routed like people's tasks")}};
    if (const auto name = kNames.constFind(value); name != kNames.cend())
        return *name;
    const auto words = kWords.constFind(value);
    return words == kWords.cend() ? value : SettingField::tr(*words);
}

QString unitOf(const proxy::Setting &setting)
{
    if (setting.jsonPath.endsWith(QStringLiteral("Mb")))
        return QStringLiteral("MB");
    return setting.jsonPath.endsWith(QStringLiteral("dailyBudget")) ? QStringLiteral("$")
                                                                    : QString();
}

SettingField::SettingField(const proxy::Setting &setting, const proxy::ProxyConfig &config,
                           QWidget *parent)
    : QWidget(parent)
    , m_setting(setting)
    , m_former(setting.secret ? QString() : proxy::maskedValue(setting.key, config))
    , m_editor(makeEditor(config))
    , m_default(setting.secret ? QString() : proxy::maskedValue(setting.key, proxy::ProxyConfig()))
    , m_reset(makeReset())
    , m_remark(new QLabel)
    , m_row(new QHBoxLayout)
{
    using proxy::ConfigSource;
    const ConfigSource source = config.sources.value(setting.key, ConfigSource::Default);
    m_source = sourceText(source);
    m_editor->setEnabled(source != ConfigSource::Environment
                         && source != ConfigSource::CommandLine);
    m_editor->setToolTip(setting.key + u'\n' + engineText(setting.allowed));
    m_editor->setAccessibleName(settingLabel(setting));
    m_editor->setAccessibleDescription(help());
    if (auto *duration = qobject_cast<DurationEdit *>(m_editor))
        duration->setName(settingLabel(setting));
    setFocusProxy(m_editor);
    build();
    tell();
}

QString SettingField::help() const
{
    return engineText(m_setting.summary);
}

void SettingField::build()
{
    QLabel *explained = wrappedLabel();
    explained->setText(help());
    QPalette quiet = explained->palette();
    quiet.setColor(QPalette::WindowText, quietColour());
    explained->setPalette(quiet);
    QFont letters = explained->font();
    letters.setPointSizeF(letters.pointSizeF() * kHelpShare);
    explained->setFont(letters);
    explained->setVisible(help() != settingLabel(m_setting));
    m_row->setSpacing(6);
    m_remark->setFixedWidth(kRemarkWidth);
    m_remark->setWordWrap(true);
    m_row->addWidget(m_editor, 1);
    const QString unit = unitOf(m_setting);
    if (!unit.isEmpty())
        m_row->addWidget(new QLabel(unit));
    if (m_setting.kind == proxy::SettingKind::Path)
        offerPaths();
    m_row->addWidget(m_reset);
    const QUrl meaning = manualUrl(QStringLiteral("settings"), m_setting.key);
    QToolButton *explain = makeManualButton(meaning, settingLabel(m_setting));
    // F1 in the editor does the same, and Tab goes from editor to editor.
    explain->setFocusPolicy(Qt::NoFocus);
    m_row->addWidget(explain);
    explainWithF1(*this, [meaning] { return meaning; });
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setVerticalSpacing(2);
    layout->setColumnStretch(0, 1);
    layout->addLayout(m_row, 0, 0);
    layout->addWidget(explained, 1, 0);
    // Beside both, so that what is said there moves no row.
    layout->addWidget(m_remark, 0, 1, 2, 1, Qt::AlignTop);
}

void SettingField::offerPaths()
{
    const bool isFolder = m_setting.jsonPath.endsWith(QStringLiteral("Dir"));
    offerEditor(tr("Browse…"), [isFolder](SettingField &field) {
        auto *dialog = new QFileDialog(&field, settingLabel(field.setting()), field.text());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(isFolder ? QFileDialog::Directory : QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, &field, &SettingField::setText);
        dialog->open();
    });
}

void SettingField::offerEditor(const QString &button, std::function<void(SettingField &)> edit)
{
    auto *opener = new QToolButton;
    opener->setText(button);
    opener->setAccessibleName(tr("%1: %2").arg(settingLabel(m_setting), button));
    opener->setEnabled(m_editor->isEnabled());
    connect(opener, &QToolButton::clicked, this, [this, edit = std::move(edit)] { edit(*this); });
    m_row->insertWidget(1, opener);
}

QToolButton *SettingField::makeReset()
{
    auto *button = new QToolButton;
    button->setText(tr("Reset"));
    button->setAccessibleName(tr("Reset: %1").arg(settingLabel(m_setting)));
    button->setToolTip(m_default.isEmpty() ? tr("As it is without a setting")
                                           : tr("To %1").arg(m_default));
    QSizePolicy policy = button->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    button->setSizePolicy(policy);
    connect(button, &QToolButton::clicked, this, [this] { setText(m_default); });
    return button;
}

void SettingField::setText(const QString &text)
{
    if (auto *box = qobject_cast<QCheckBox *>(m_editor))
        box->setChecked(text == QStringLiteral("true"));
    else if (auto *combo = qobject_cast<QComboBox *>(m_editor))
        combo->setCurrentIndex(combo->findData(text));
    else if (auto *duration = qobject_cast<DurationEdit *>(m_editor))
        duration->setText(text);
    else
        static_cast<QLineEdit *>(m_editor)->setText(text);
}

QWidget *SettingField::makeEditor(const proxy::ProxyConfig &config)
{
    const auto changed = [this] {
        tell();
        Q_EMIT edited();
    };
    if (m_setting.kind == proxy::SettingKind::Boolean) {
        auto *box = new QCheckBox;
        box->setChecked(m_former == QStringLiteral("true"));
        connect(box, &QCheckBox::toggled, this, changed);
        return box;
    }
    if (m_setting.kind == proxy::SettingKind::Choice) {
        auto *combo = new QComboBox;
        for (const QString &choice : m_setting.choices)
            combo->addItem(choiceText(choice), choice);
        combo->setCurrentIndex(combo->findData(m_former));
        connect(combo, &QComboBox::currentTextChanged, this, changed);
        return combo;
    }
    if (isDuration(m_setting)) {
        auto *duration = new DurationEdit(m_former);
        connect(duration, &DurationEdit::changed, this, changed);
        return duration;
    }
    auto *edit = new QLineEdit(m_former);
    if (m_setting.secret) {
        edit->setEchoMode(QLineEdit::Password);
        const QString masked = proxy::maskedValue(m_setting.key, config);
        edit->setPlaceholderText(masked.isEmpty() ? tr("not set") : tr("set (%1)").arg(masked));
    }
    connect(edit, &QLineEdit::textChanged, this, changed);
    return edit;
}

QString SettingField::text() const
{
    if (const auto *box = qobject_cast<QCheckBox *>(m_editor))
        return box->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
    if (const auto *combo = qobject_cast<QComboBox *>(m_editor))
        return combo->currentData().toString();
    if (const auto *duration = qobject_cast<DurationEdit *>(m_editor))
        return duration->text();
    return static_cast<QLineEdit *>(m_editor)->text().trimmed();
}

bool SettingField::isChanged() const
{
    return m_editor->isEnabled() && text() != m_former;
}

QString SettingField::problem() const
{
    // Empty takes the value back to the source before.
    if (!isChanged() || text().isEmpty())
        return {};
    const QJsonValue value = jsonOf(m_setting, text());
    proxy::ProxyConfig probe;
    bool isRight = !value.isUndefined() && m_setting.assign(probe, value).has_value();
    if (m_setting.kind == proxy::SettingKind::Integer && value.isDouble())
        isRight = isRight && value.toDouble() == std::floor(value.toDouble());
    return isRight ? QString() : tr("Allowed: %1").arg(engineText(m_setting.allowed));
}

void SettingField::offerModels(const ModelOffer &offer)
{
    auto *edit = qobject_cast<QLineEdit *>(m_editor);
    if (edit == nullptr || !m_setting.jsonPath.startsWith(QStringLiteral("router.modelMap.")))
        return;
    auto *chooser = new ModelChooser(offer, edit);
    chooser->setEnabled(edit->isEnabled());
    m_row->insertWidget(1, chooser);
}

void SettingField::tell()
{
    // The constructor's editor tells before there is a remark.
    if (m_remark == nullptr)
        return;
    m_reset->setVisible(m_editor->isEnabled() && !m_setting.secret && text() != m_default);
    const QString wrong = problem();
    QPalette ink = palette();
    if (!wrong.isEmpty())
        ink.setColor(QPalette::WindowText, badColour());
    m_remark->setPalette(ink);
    m_remark->setText(!wrong.isEmpty()         ? QStringLiteral("▲ ") + wrong
                      : !isChanged()           ? m_source
                      : m_setting.needsRestart ? tr("changed; needs a restart of the proxy")
                                               : tr("changed"));
    // The layout asks what spans two rows for no height of its own.
    m_remark->setMinimumHeight(m_remark->heightForWidth(kRemarkWidth));
}

} // namespace ui
