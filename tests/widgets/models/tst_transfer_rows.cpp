// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/atomic_file.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/study_document.h"
#include "widgets/models/transfer_rows.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;

class TestTransferRows : public QObject {
    Q_OBJECT

    /// Six rows in a folder of their own.
    void openData()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        write(QStringLiteral("data.jsonl"), 6);
        m_pair = std::make_unique<PairModel>(&m_lane);
        m_study = std::make_unique<StudyDocument>();
        m_rows = std::make_unique<TransferRows>(m_pair.get(), m_study.get());
        m_pair->openData(path(QStringLiteral("data.jsonl")));
        QTRY_COMPARE(m_pair->data().state, SlotState::Ready);
    }
    QString path(const QString& name) const { return m_dir->filePath(name); }
    void write(const QString& name, int rows) const
    {
        std::string lines;
        for (int row = 0; row < rows; ++row) {
            lines += "{\"prompt\":\"p" + std::to_string(row) + "\",\"response\":\"r\"}\n";
        }
        writeFileAtomically(toPath(path(name)), lines, true);
    }
    void split(const std::map<std::string, std::string>& splits)
    {
        Study study = m_study->study();
        study.splits = splits;
        m_study->setStudy(study);
    }

    QuickLane m_lane;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<PairModel> m_pair;
    std::unique_ptr<StudyDocument> m_study;
    std::unique_ptr<TransferRows> m_rows;

private Q_SLOTS:
    void init() { openData(); }
    void cleanup()
    {
        m_rows.reset();
        m_study.reset();
        m_pair.reset();
    }

    void splitsComeFirstThenFilesThenAllRows()
    {
        QCOMPARE(m_rows->source(RowPart::Train).kind, RowSource::Kind::Data);
        QCOMPARE(m_rows->source(RowPart::Validation).kind, RowSource::Kind::None);
        QCOMPARE(m_rows->text(m_rows->source(RowPart::Train), RowPart::Train),
                 QStringLiteral("all 6 rows of data.jsonl"));
        write(QStringLiteral("train.jsonl"), 2);
        write(QStringLiteral("test.jsonl"), 2);
        QCOMPARE(m_rows->source(RowPart::Train).file, path(QStringLiteral("train.jsonl")));
        QCOMPARE(m_rows->source(RowPart::Validation).file, path(QStringLiteral("test.jsonl")));
        QSignalSpy changed(m_rows.get(), &TransferRows::changed);
        split({{"train", "2-4"}});
        QVERIFY(changed.size() >= 1);
        QCOMPARE(m_rows->source(RowPart::Train).kind, RowSource::Kind::Split);
        QCOMPARE(m_rows->text(m_rows->source(RowPart::Train), RowPart::Train),
                 QStringLiteral("split train, 3 rows"));
        QCOMPARE(m_rows->choices(RowPart::Train).size(), std::size_t{3});
    }

    void rowsOfASplitAreWrittenBesideTheRun()
    {
        split({{"extract", "1-2"}, {"train", "2,5-6"}});
        TransferStudy study = transferDefaults("seeking");
        const auto stem = toPath(path(QStringLiteral("0001-seeking")));
        m_rows->place(study, stem);
        QCOMPARE(fromPath(study.train), path(QStringLiteral("0001-seeking.train.jsonl")));
        QCOMPARE(readFile(study.train),
                 std::string("{\"prompt\":\"p1\",\"response\":\"r\"}\n"
                             "{\"prompt\":\"p4\",\"response\":\"r\"}\n"
                             "{\"prompt\":\"p5\",\"response\":\"r\"}\n"));
        QCOMPARE(fromPath(study.extract), path(QStringLiteral("0001-seeking.extract.jsonl")));
        QVERIFY(study.align.empty() && study.validation.empty());
        // A run that repeats it has rows of its own.
        copyRows(study, toPath(m_dir->path()), toPath(path(QStringLiteral("0002-seeking"))));
        QCOMPARE(fromPath(study.train), path(QStringLiteral("0002-seeking.train.jsonl")));
        QCOMPARE(readFile(study.train),
                 readFile(toPath(path(QStringLiteral("0001-seeking.train.jsonl")))));
    }

    void methodsReadWhatTheyUse()
    {
        TransferStudy lora = transferDefaults("lora");
        QVERIFY(TransferRows::isUsed(RowPart::Train, lora));
        QVERIFY(!TransferRows::isUsed(RowPart::Extract, lora));
        lora.isTrained = false;
        QVERIFY(!TransferRows::isUsed(RowPart::Train, lora));
        QVERIFY(TransferRows::isUsed(RowPart::Extract, transferDefaults("seeking")));
        QVERIFY(!TransferRows::isUsed(RowPart::Align, transferDefaults("seeking")));
        QVERIFY(TransferRows::isUsed(RowPart::Align, transferDefaults("laten")));
        TransferStudy study = lora;
        m_rows->place(study, toPath(path(QStringLiteral("0003-lora"))));
        QVERIFY(study.train.empty());
    }

    void whatWasChosenComesBack()
    {
        m_rows->setSource(RowPart::Train, RowSource{RowSource::Kind::File, QStringLiteral("/x")});
        QCOMPARE(m_rows->problem(m_rows->source(RowPart::Train), RowPart::Train),
                 QStringLiteral("There is no file /x."));
        const QJsonObject json = m_rows->toJson();
        m_rows->setSource(RowPart::Train, std::nullopt);
        QCOMPARE(m_rows->source(RowPart::Train).kind, RowSource::Kind::Data);
        m_rows->fromJson(json);
        QCOMPARE(m_rows->source(RowPart::Train).file, QStringLiteral("/x"));
    }

    void aSplitBeyondTheDataIsNone()
    {
        split({{"train", "5-9"}});
        QCOMPARE(m_rows->source(RowPart::Train).kind, RowSource::Kind::Data);
        QVERIFY(!m_rows->problem({RowSource::Kind::Split, {}}, RowPart::Train).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestTransferRows)
#include "tst_transfer_rows.moc"
