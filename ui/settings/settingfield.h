// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/setting.h"
#include "ui/settings/modelchooser.h"

#include <QWidget>

class QLabel;

namespace ui {

/// One setting: an editor that suits its kind, where its value comes from, and what is wrong with
/// what is being typed. A value that is fixed is greyed; a secret is never shown.
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
    /// In words; empty: it may be saved.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QWidget *editor() const { return m_editor; }
    /// Puts a ModelChooser beside a field that holds a list of models; others stay as they are.
    void offerModels(const ModelOffer &offer);

Q_SIGNALS:
    void edited();

private:
    QWidget *makeEditor(const proxy::ProxyConfig &config);
    void tell();

    const proxy::Setting &m_setting;
    QString m_former;
    QString m_source;
    QWidget *m_editor;
    QLabel *m_remark = nullptr;
};

/// The unit that a number of this setting has; empty: none.
[[nodiscard]] QString unitOf(const proxy::Setting &setting);

} // namespace ui
