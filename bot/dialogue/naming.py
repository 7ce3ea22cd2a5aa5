"""How people tell a name or the number of a paper, in our sixteen languages: tables for `redaction`, and nothing else.

Too much rather than too little: a name of somebody else ("my husband's name is ...") counts as one's own.
"""

from __future__ import annotations

# After these the name follows. Spaces stand for any space; apostrophes are straight; case does not count.
BEFORE_A_NAME: tuple[str, ...] = (
    # en
    "name is", "names are", "name's", "i am called", "i'm called", "is called", "named", "call me", "known as",
    "mr", "mrs", "ms", "miss", "dr", "name:", "surname", "family name", "first name", "last name",
    # fr
    "nom est", "nom c'est", "prénom est", "prenom est", "m'appelle", "m'appele", "s'appelle", "moi c'est", "nommé",
    "nommée", "mme", "mlle", "madame", "monsieur", "nom :", "nom:", "prénom", "prenom",
    # nl
    "naam is", "ik heet", "heet", "genaamd", "noem mij", "noem me", "mevrouw", "meneer", "voornaam", "achternaam",
    # de
    "name ist", "ich heiße", "ich heisse", "heißt", "heisst", "herr", "frau", "vorname", "nachname",
    # es
    "nombre es", "me llamo", "se llama", "señor", "señora", "sr", "sra", "apellido",
    # pt
    "nome é", "nome e", "me chamo", "chamo-me", "se chama", "chama-se", "senhor", "senhora", "apelido",
    # tr
    "adım", "adim", "ismim", "adı", "ismi", "soyadım", "soyadim", "adi",
    # sq
    "quhem", "quhet", "më quajnë", "me quajne", "emri im është", "emri im eshte", "emri", "mbiemri",
    # so
    "magacaygu waa", "magacaygu", "magacayga", "magaceeygu", "magaciisu", "magaceedu", "la i yiraahdaa",
    "la yiraahdo", "la i dhahaa", "la dhaho",
    # ru, uk, and as people type them in Latin letters
    "меня зовут", "зовут", "моё имя", "мое имя", "имя", "фамилия", "мене звати", "звати", "моє ім'я", "ім'я",
    "прізвище", "menya zovut", "zovut", "mene zvaty", "zvaty", "moye imya",
    # ar
    "اسمي هو", "اسمي", "إسمي", "أسمي", "اسمه", "اسمها", "إسمه", "إسمها", "اسم زوجي", "اسم زوجتي", "اسم ابني", "السيد",
    "السيدة", "ismi", "esmi", "ismy", "ismo", "isma",
    # fa
    "اسم من", "نام من", "اسمم", "نامم", "اسم او", "اسمش", "نامش", "نام خانوادگی", "آقای", "خانم", "esme man", "esm man",
    "name man", "nam man", "esmam",
    # ps
    "زما نوم", "نوم مې", "نوم می", "د هغه نوم", "zma num", "zama num", "zama noom",
    # am, ti
    "ስሜ", "ስሙ", "ስሟ", "ሥሜ", "ስመይ", "ስሙ", "ስማ", "ሽመይ", "sime", "semay", "simey",
)  # fmt: skip

# Before these the name stands: "Abebe እባላለሁ", "Sara هستم".
AFTER_A_NAME: tuple[str, ...] = (
    "እባላለሁ",
    "ይባላል",
    "ትባላለች",
    "እበሃል",
    "ይበሃል",
    "ትበሃል",
    "هستم",
    "نومېږم",
    "نومیږم",
    "diyorlar",
)

# Where a name ends and the question goes on. Only words that are no names.
_ENDS = (
    "and i am from in the my we you can how want need have to is are who what",  # en
    "et je suis de du j'ai nous vous comment peux veux en",  # fr
    "en ik ben uit van kan hoe wil heb mijn",  # nl
    "und ich bin aus wie kann habe mein",  # de
    "y yo soy estoy tengo como quiero puedo",  # es
    "e eu sou estou tenho quero posso",  # pt
    "ve ben dan den nasıl istiyorum",  # tr
    "dhe unë une jam nga si dua kam",  # sq
    "iyo waxaan waan anigu ka",  # so
    "и я из у как хочу мне і й з як хочу маю",  # ru, uk
    "و انا أنا من في كيف اريد أريد عندي هو هي",  # ar
    "هستم و از در چطور میخواهم من است",  # fa
    "او یم له څنګه زه غواړم دی ده",  # ps
    "ነው ነኝ እና እኔ ከ እዩ እየ ኢየ ን ካብ ኣነ",  # am, ti
)
NOT_A_NAME: frozenset[str] = frozenset(word for line in _ENDS for word in line.split())

# Near these any token that holds a figure is the number of a paper or of a case.
PAPERS: tuple[str, ...] = (
    "passport", "pasport", "passeport", "paspoort", "reisepass", "pasaporte", "passaporte", "pasaport", "pasaporta",
    "baasaboor", "паспорт", "паспорта", "جواز", "پاسپورت", "گذرنامه", "پاسپورټ", "ፓስፖርት", "ፓስፖርተይ",
    "case", "file", "dossier", "zaak", "akte", "fall", "expediente", "caso", "processo", "dosya", "dosja", "kiis",
    "дело", "справа", "ملف", "قضية", "پرونده", "دوسیه", "دوسیې", "ፋይል", "መዝገብ",
    "badge", "card", "carte", "kaart", "karte", "tarjeta", "cartão", "kart", "kartë", "kaarka", "карта", "картка",
    "بطاقة", "کارت", "کارډ", "ካርድ", "permit", "visa", "visum", "reference", "référence", "ref", "nr", "no", "n°", "nº",
    "num", "number", "numéro", "numero", "nummer", "número", "numara", "numri", "lambar", "номер", "رقم", "شماره",
    "شمېره", "ቁጥር", "ቑጽሪ", "cgra", "cgvs", "ov", "sp", "niss", "rrn", "insz", "cce", "rvv", "eurodac", "kenteken",
)  # fmt: skip
