// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/sessions/sessionlist.h"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace ui {

/// "Which conversations are going on, and who decides for them?": the live sessions, each with
/// what a person can decide for it.
class SessionsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SessionsPage)

public:
    explicit SessionsPage(const ProxySource &source, QWidget *parent = nullptr);

    void show(const std::vector<SessionLine> &sessions);
    /// Chooses that session, at once or when the next list has it.
    void select(const QString &id);

Q_SIGNALS:
    /// The rows of one session are wanted: a filter for the table of requests.
    void requestsWanted(const QString &filter);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildBar(QHBoxLayout *bar);
    void buildTable();
    QPushButton *addAction(QHBoxLayout *bar, const QString &text, SessionAction action);
    void fill(QTreeWidgetItem &item, const SessionLine &session) const;
    void offerModels();
    void enableActions();
    void showNote(const QString &text);
    [[nodiscard]] const SessionLine *chosen() const;

    SessionList m_list;
    std::vector<SessionLine> m_sessions;
    QString m_wanted; ///< to be chosen when it shows up
    QString m_refusal; ///< of the last action; empty: it was done
    QLabel *m_note;
    QTreeWidget *m_table;
    QComboBox *m_model;
    QPushButton *m_boost = nullptr;
    QPushButton *m_hold = nullptr;
    QPushButton *m_off = nullptr;
    QPushButton *m_release = nullptr;
    QPushButton *m_requests = nullptr;
};

} // namespace ui
