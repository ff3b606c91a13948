// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/setting.h"
#include "ui/settings/modelchooser.h"

#include <QWidget>

#include <functional>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace ui {

/// The editor of one setting: below it the setting in a sentence, beside it the source of its value
/// and the error in what the user types. A value that the environment or the command line fixes is
/// disabled. A secret is never shown.
class SettingField final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SettingField)

public:
    SettingField(const proxy::Setting &setting, const proxy::ProxyConfig &config,
                 QWidget *parent = nullptr);

    [[nodiscard]] const proxy::Setting &setting() const { return m_setting; }
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool isChanged() const;
    /// Returns what is wrong with the typed value; empty: it can be saved.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QWidget *editor() const { return m_editor; }
    /// Returns the sentence that explains the setting.
    [[nodiscard]] QString help() const;
    /// Adds a ModelChooser if the setting is a list of models.
    void offerModels(const ModelOffer &offer);
    /// Adds a button that edits the typed text in a window of its own. @p edit returns nothing; it
    /// calls setText() when the user is done.
    void offerEditor(const QString &button, std::function<void(SettingField &)> edit);
    void setText(const QString &text);

Q_SIGNALS:
    void edited();

private:
    QWidget *makeEditor(const proxy::ProxyConfig &config);
    void build();
    void tell();
    void offerPaths();
    [[nodiscard]] QToolButton *makeReset();

    const proxy::Setting &m_setting;
    QString m_former;
    QString m_source;
    QWidget *m_editor;
    QString m_default;
    QToolButton *m_reset = nullptr;
    QLabel *m_remark = nullptr;
    QHBoxLayout *m_row;
};

/// Returns a value that can be chosen as people read it: "Follow the request" of "auto".
[[nodiscard]] QString choiceText(const QString &value);

/// Returns the unit of a numeric setting; empty: none, or the editor tells it.
[[nodiscard]] QString unitOf(const proxy::Setting &setting);

} // namespace ui
