// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/settingfield.h"

#include "ui/look/palette.h"
#include "ui/words/enginetext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>

#include <cmath>

namespace ui {

namespace {

constexpr int kRemarkWidth = 190;

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
        return SettingField::tr("default");
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

QString unitOf(const proxy::Setting &setting)
{
    if (setting.jsonPath.endsWith(QStringLiteral("Ms")))
        return QStringLiteral("ms");
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
    , m_remark(new QLabel)
{
    using proxy::ConfigSource;
    const ConfigSource source = config.sources.value(setting.key, ConfigSource::Default);
    m_source = sourceText(source);
    m_editor->setEnabled(source != ConfigSource::Environment
                         && source != ConfigSource::CommandLine);
    m_editor->setToolTip(setting.key + u'\n' + engineText(setting.allowed));
    m_editor->setAccessibleName(engineText(setting.summary));
    setFocusProxy(m_editor);
    m_remark->setFixedWidth(kRemarkWidth);
    m_remark->setWordWrap(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_editor, 1);
    const QString unit = unitOf(setting);
    if (!unit.isEmpty())
        layout->addWidget(new QLabel(unit));
    layout->addWidget(m_remark);
    tell();
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
        combo->addItems(m_setting.choices);
        combo->setCurrentText(m_former);
        connect(combo, &QComboBox::currentTextChanged, this, changed);
        return combo;
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
        return combo->currentText();
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
    static_cast<QHBoxLayout *>(layout())->insertWidget(1, chooser);
}

void SettingField::tell()
{
    // The constructor's editor tells before there is a remark.
    if (m_remark == nullptr)
        return;
    const QString wrong = problem();
    QPalette ink = palette();
    if (!wrong.isEmpty())
        ink.setColor(QPalette::WindowText, badColour());
    m_remark->setPalette(ink);
    m_remark->setText(!wrong.isEmpty()         ? QStringLiteral("▲ ") + wrong
                      : !isChanged()           ? m_source
                      : m_setting.needsRestart ? tr("changed; needs a restart of the proxy")
                                               : tr("changed"));
}

} // namespace ui
