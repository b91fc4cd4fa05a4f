"""SOPs of a made-up agency, with the arrows that each way of drawing must give back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

END = None


@dataclass(frozen=True)
class TrueStep:
    text: str
    symbols: tuple[tuple[str, str], ...]
    """Actor and shape: process, decision, terminator."""
    inputs: str = ""
    time: str = ""
    output: str = ""
    notes: str = ""


@dataclass(frozen=True)
class TrueSop:
    title: str
    number: str
    actors: tuple[str, ...]
    steps: tuple[TrueStep, ...]
    flows: tuple[tuple[int, str, int, str, str], ...]
    """Step and actor (from 1) -> step and actor, and the answer."""
    boxes: dict[str, list[str]] = field(default_factory=dict)

    def arrows(self) -> set[tuple[str, str, str]]:
        """As the report names them."""
        return {(f"{a}/{b}", f"{c}/{d}", label) for a, b, c, d, label in self.flows}

    def nodes(self) -> set[tuple[int, str]]:
        return {(place, actor) for place, step in enumerate(self.steps, 1) for actor, _ in step.symbols}


def _s(text: str, actor: str, shape: str, inputs: str, time: str, output: str, notes: str = "") -> TrueStep:
    symbols = tuple((a.strip(), s.strip()) for a, s in zip(actor.split(","), shape.split(","), strict=True))
    return TrueStep(text, symbols, inputs, time, output, notes)


BOXES = {
    "Dasar Hukum": [
        "Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan",
        "Peraturan Pemerintah Nomor 28 Tahun 2012 tentang Pelaksanaan Undang-Undang Nomor 43 Tahun 2009",
    ],
    "Kualifikasi Pelaksana": ["Memahami tata kearsipan", "Mampu mengoperasikan aplikasi arsip"],
    "Keterkaitan": ["SOP Penyimpanan Arsip Dinamis"],
    "Peralatan/Perlengkapan": ["Komputer", "Lemari arsip"],
    "Peringatan": ["Jika arsip tidak dicatat, maka arsip sulit ditemukan kembali."],
    "Pencatatan dan Pendataan": ["Buku peminjaman arsip"],
}

LOAN = TrueSop(
    "Peminjaman Arsip Dinamis",
    "045/SOP/ARSIP/2025",
    ("Peminjam", "Arsiparis", "Kepala Subbagian Arsip"),
    (
        _s(
            "Mengajukan permohonan peminjaman arsip",
            "Peminjam",
            "terminator",
            "Formulir peminjaman",
            "10 menit",
            "Permohonan",
        ),
        _s(
            "Memeriksa kelengkapan permohonan",
            "Arsiparis",
            "decision",
            "Permohonan",
            "15 menit",
            "Permohonan terperiksa",
        ),
        _s("Menelusuri arsip yang diminta", "Arsiparis", "process", "Daftar arsip", "30 menit", "Arsip ditemukan"),
        _s(
            "Menyetujui peminjaman arsip",
            "Kepala Subbagian Arsip",
            "decision",
            "Arsip ditemukan",
            "1 jam",
            "Persetujuan",
        ),
        _s("Menyerahkan arsip kepada peminjam", "Arsiparis", "process", "Persetujuan", "10 menit", "Tanda terima"),
        _s("Menerima arsip yang dipinjam", "Peminjam", "terminator", "Tanda terima", "5 menit", "Arsip dipinjam"),
    ),
    (
        (1, "Peminjam", 2, "Arsiparis", ""),
        (2, "Arsiparis", 3, "Arsiparis", "Ya"),
        (2, "Arsiparis", 1, "Peminjam", "Tidak"),
        (3, "Arsiparis", 4, "Kepala Subbagian Arsip", ""),
        (4, "Kepala Subbagian Arsip", 5, "Arsiparis", "Ya"),
        (4, "Kepala Subbagian Arsip", 1, "Peminjam", "Tidak"),
        (5, "Arsiparis", 6, "Peminjam", ""),
    ),
    BOXES,
)

LETTER = TrueSop(
    "Penanganan Surat Masuk",
    "046/SOP/TU/2025",
    ("Petugas Loket", "Agendaris", "Kepala Bagian Umum", "Kepala Dinas", "Bidang Teknis"),
    (
        _s(
            "Menerima surat dan memberi tanda terima",
            "Petugas Loket",
            "terminator",
            "Surat masuk",
            "5 menit",
            "Tanda terima",
        ),
        _s("Mencatat surat dalam buku agenda", "Agendaris", "process", "Surat masuk", "10 menit", "Surat tercatat"),
        _s("Menelaah isi surat", "Kepala Bagian Umum", "process", "Surat tercatat", "20 menit", "Lembar disposisi"),
        _s("Memberi disposisi", "Kepala Dinas", "process", "Lembar disposisi", "1 hari kerja", "Disposisi"),
        _s("Meneruskan surat sesuai disposisi", "Agendaris", "process", "Disposisi", "15 menit", "Surat diteruskan"),
        _s("Menindaklanjuti surat", "Bidang Teknis", "process", "Surat diteruskan", "3 hari kerja", "Konsep jawaban"),
        _s(
            "Memeriksa konsep jawaban", "Kepala Bagian Umum", "decision", "Konsep jawaban", "1 jam", "Konsep terperiksa"
        ),
        _s("Menandatangani jawaban", "Kepala Dinas", "process", "Konsep terperiksa", "1 hari kerja", "Surat jawaban"),
        _s("Mengarsipkan surat jawaban", "Agendaris", "terminator", "Surat jawaban", "10 menit", "Arsip surat"),
    ),
    (
        (1, "Petugas Loket", 2, "Agendaris", ""),
        (2, "Agendaris", 3, "Kepala Bagian Umum", ""),
        (3, "Kepala Bagian Umum", 4, "Kepala Dinas", ""),
        (4, "Kepala Dinas", 5, "Agendaris", ""),
        (5, "Agendaris", 6, "Bidang Teknis", ""),
        (6, "Bidang Teknis", 7, "Kepala Bagian Umum", ""),
        (7, "Kepala Bagian Umum", 8, "Kepala Dinas", "Ya"),
        (7, "Kepala Bagian Umum", 6, "Bidang Teknis", "Tidak"),
        (8, "Kepala Dinas", 9, "Agendaris", ""),
    ),
    BOXES,
)

JOINT = TrueSop(
    "Penyusunan Laporan Bulanan Arsip",
    "047/SOP/ARSIP/2025",
    ("Arsiparis", "Pengolah Data", "Kepala Seksi", "Sekretaris"),
    (
        _s("Mengumpulkan data arsip", "Arsiparis", "terminator", "Data arsip", "2 hari kerja", "Data terkumpul"),
        _s(
            "Mengolah data dan menyusun tabel",
            "Arsiparis,Pengolah Data",
            "process,process",
            "Data terkumpul",
            "1 hari kerja",
            "Tabel",
        ),
        _s("Menyusun konsep laporan", "Pengolah Data", "process", "Tabel", "1 hari kerja", "Konsep laporan"),
        _s(
            "Membahas konsep laporan",
            "Kepala Seksi,Sekretaris",
            "decision,process",
            "Konsep laporan",
            "3 jam",
            "Konsep disepakati",
        ),
        _s("Menandatangani laporan", "Sekretaris", "process", "Konsep disepakati", "1 jam", "Laporan"),
        _s("Mengirim laporan", "Arsiparis", "terminator", "Laporan", "30 menit", "Bukti kirim"),
    ),
    (
        (1, "Arsiparis", 2, "Arsiparis", ""),
        (2, "Arsiparis", 2, "Pengolah Data", ""),
        (2, "Pengolah Data", 3, "Pengolah Data", ""),
        (3, "Pengolah Data", 4, "Kepala Seksi", ""),
        (4, "Kepala Seksi", 3, "Pengolah Data", "Tidak"),
        (4, "Kepala Seksi", 4, "Sekretaris", "Ya"),
        (4, "Sekretaris", 5, "Sekretaris", ""),
        (5, "Sekretaris", 6, "Arsiparis", ""),
    ),
    BOXES,
)

LONG = TrueSop(
    "Pemusnahan Arsip Inaktif",
    "048/SOP/ARSIP/2025",
    ("Arsiparis", "Panitia Penilai", "Kepala Bidang", "Kepala Dinas"),
    tuple(
        _s(text, actor, shape, inputs, time, output)
        for text, actor, shape, inputs, time, output in (
            ("Menyeleksi arsip inaktif", "Arsiparis", "terminator", "Jadwal retensi", "5 hari kerja", "Daftar arsip"),
            (
                "Menyusun daftar arsip usul musnah",
                "Arsiparis",
                "process",
                "Daftar arsip",
                "2 hari kerja",
                "Daftar usul musnah",
            ),
            (
                "Menilai arsip usul musnah",
                "Panitia Penilai",
                "decision",
                "Daftar usul musnah",
                "3 hari kerja",
                "Hasil penilaian",
            ),
            (
                "Membuat berita acara penilaian",
                "Panitia Penilai",
                "process",
                "Hasil penilaian",
                "1 hari kerja",
                "Berita acara",
            ),
            (
                "Meneliti berita acara",
                "Kepala Bidang",
                "decision",
                "Berita acara",
                "1 hari kerja",
                "Berita acara diteliti",
            ),
            (
                "Menyetujui pemusnahan",
                "Kepala Dinas",
                "decision",
                "Berita acara diteliti",
                "2 hari kerja",
                "Persetujuan",
            ),
            ("Menyiapkan pemusnahan", "Arsiparis", "process", "Persetujuan", "1 hari kerja", "Jadwal pemusnahan"),
            ("Memusnahkan arsip", "Panitia Penilai", "process", "Jadwal pemusnahan", "1 hari kerja", "Arsip musnah"),
            (
                "Menandatangani berita acara pemusnahan",
                "Kepala Bidang",
                "process",
                "Arsip musnah",
                "1 jam",
                "Berita acara pemusnahan",
            ),
            (
                "Menyimpan berita acara pemusnahan",
                "Arsiparis",
                "terminator",
                "Berita acara pemusnahan",
                "15 menit",
                "Arsip",
            ),
        )
    ),
    (
        (1, "Arsiparis", 2, "Arsiparis", ""),
        (2, "Arsiparis", 3, "Panitia Penilai", ""),
        (3, "Panitia Penilai", 4, "Panitia Penilai", "Ya"),
        (3, "Panitia Penilai", 2, "Arsiparis", "Tidak"),
        (4, "Panitia Penilai", 5, "Kepala Bidang", ""),
        (5, "Kepala Bidang", 6, "Kepala Dinas", "Ya"),
        (5, "Kepala Bidang", 4, "Panitia Penilai", "Tidak"),
        (6, "Kepala Dinas", 7, "Arsiparis", "Ya"),
        (6, "Kepala Dinas", 2, "Arsiparis", "Tidak"),
        (7, "Arsiparis", 8, "Panitia Penilai", ""),
        (8, "Panitia Penilai", 9, "Kepala Bidang", ""),
        (9, "Kepala Bidang", 10, "Arsiparis", ""),
    ),
    BOXES,
)

ALL = (LOAN, LETTER, JOINT, LONG)


def with_answers(sop: TrueSop, yes: str, no: str) -> TrueSop:
    """The same SOP with other words for Ya and Tidak."""
    words = {"Ya": yes, "Tidak": no}
    return replace(sop, flows=tuple((*flow[:4], words.get(flow[4], flow[4])) for flow in sop.flows))


def worded(sop: TrueSop) -> TrueSop:
    """The same SOP with its back jumps in words."""
    steps = list(sop.steps)
    for source, _, target, actor, label in sop.flows:
        if label == "Tidak":
            step = steps[source - 1]
            back = f"ke langkah {target}" if source % 2 else f"kepada {actor}"
            steps[source - 1] = replace(step, notes=f"Jika tidak lengkap, dikembalikan {back}")
    return replace(sop, steps=tuple(steps))
