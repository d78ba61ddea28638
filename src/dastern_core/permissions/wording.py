"""
Wording: why something was allowed or denied, told to a person in Khmer or English.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dastern_core.kernel import Language

__all__ = ["REASONS", "VERDICTS", "reason_of"]

REASONS: Mapping[str, Mapping[Language, str]] = MappingProxyType(
    {
        rule: MappingProxyType({Language.ENGLISH: english, Language.KHMER: khmer})
        for rule, english, khmer in (
            ("no-rule", "Nobody has given you access to this.", "គ្មាននរណាផ្ដល់សិទ្ធិនេះដល់អ្នកទេ។"),
            ("closed-account", "This account is closed or locked.", "គណនីនេះត្រូវបានបិទ ឬចាក់សោ។"),
            ("closed-account-trail", "This account is closed or locked.", "គណនីនេះត្រូវបានបិទ ឬចាក់សោ។"),
            (
                "unverified-doctor",
                "The doctor's licence is not verified yet.",
                "អាជ្ញាបណ្ណរបស់វេជ្ជបណ្ឌិតមិនទាន់ត្រូវបានផ្ទៀងផ្ទាត់នៅឡើយទេ។",
            ),
            (
                "unverified-doctor-trail",
                "The doctor's licence is not verified yet.",
                "អាជ្ញាបណ្ណរបស់វេជ្ជបណ្ឌិតមិនទាន់ត្រូវបានផ្ទៀងផ្ទាត់នៅឡើយទេ។",
            ),
            (
                "note-about-oneself",
                "A doctor's notes are for their author alone.",
                "កំណត់ចំណាំរបស់វេជ្ជបណ្ឌិតសម្រាប់តែអ្នកសរសេរប៉ុណ្ណោះ។",
            ),
            (
                "trail-is-append-only",
                "Nobody changes what is on record.",
                "គ្មាននរណាអាចកែប្រែកំណត់ត្រាបានទេ។",
            ),
            (
                "connection-with-oneself",
                "You cannot connect to your own account.",
                "អ្នកមិនអាចភ្ជាប់ទំនាក់ទំនងជាមួយគណនីរបស់អ្នកបានទេ។",
            ),
            ("own-data", "It is your own data.", "នេះជាទិន្នន័យរបស់អ្នក។"),
            ("own-writing", "You write your own record.", "អ្នកសរសេរកំណត់ត្រារបស់អ្នក។"),
            ("own-encounter", "You wrote this yourself.", "អ្នកបានសរសេរវាដោយខ្លួនឯង។"),
            ("own-order", "You order for yourself.", "អ្នកបញ្ជាទិញសម្រាប់ខ្លួនអ្នក។"),
            (
                "refund-written",
                "Administrators write down what was given back.",
                "អ្នកគ្រប់គ្រងកត់ត្រាប្រាក់ដែលបានប្រគល់ជូនវិញ។",
            ),
            (
                "seat-offered",
                "You share your own plan.",
                "អ្នកចែករំលែកគម្រោងរបស់អ្នក។",
            ),
            (
                "seat-taken",
                "The place in this plan was offered to you.",
                "កន្លែងក្នុងគម្រោងនេះត្រូវបានផ្ដល់ជូនអ្នក។",
            ),
            (
                "seat-ended",
                "You are one of the two who share this plan.",
                "អ្នកជាម្នាក់ក្នុងចំណោមអ្នកទាំងពីរដែលចែករំលែកគម្រោងនេះ។",
            ),
            ("own-records", "You keep your own records.", "អ្នករក្សាកំណត់ត្រារបស់អ្នក។"),
            ("own-course", "You decide about your own treatment.", "អ្នកសម្រេចចិត្តអំពីការព្យាបាលរបស់អ្នក។"),
            (
                "own-resumption",
                "You decide about your own treatment.",
                "អ្នកសម្រេចចិត្តអំពីការព្យាបាលរបស់អ្នក។",
            ),
            (
                "own-grants",
                "You alone decide who sees your data.",
                "មានតែអ្នកទេដែលសម្រេចថានរណាអាចមើលទិន្នន័យរបស់អ្នក។",
            ),
            ("own-invitation", "You invite whom you choose.", "អ្នកអញ្ជើញអ្នកដែលអ្នកជ្រើសរើស។"),
            (
                "granted-to-me",
                "You may see what was granted to you.",
                "អ្នកអាចមើលសិទ្ធិដែលបានផ្ដល់ឱ្យអ្នក។",
            ),
            (
                "grant-given-up",
                "You may give up what was granted to you.",
                "អ្នកអាចបោះបង់សិទ្ធិដែលបានផ្ដល់ឱ្យអ្នក។",
            ),
            ("connection-asked", "You may ask for a connection.", "អ្នកអាចស្នើសុំភ្ជាប់ទំនាក់ទំនង។"),
            (
                "connection-accepted",
                "You were asked, so you may accept.",
                "គេបានស្នើអ្នក ដូច្នេះអ្នកអាចយល់ព្រម។",
            ),
            (
                "connection-ended",
                "Either of the two may end a connection.",
                "ភាគីណាមួយក៏អាចផ្ដាច់ទំនាក់ទំនងបានដែរ។",
            ),
            ("connection-seen", "It is your own connection.", "នេះជាទំនាក់ទំនងរបស់អ្នក។"),
            (
                "family-views",
                "The patient lets this relative view.",
                "អ្នកជំងឺអនុញ្ញាតឱ្យសមាជិកគ្រួសារនេះមើល។",
            ),
            (
                "family-sees-to",
                "The patient lets this relative see the alert.",
                "អ្នកជំងឺអនុញ្ញាតឱ្យសមាជិកគ្រួសារនេះមើលការជូនដំណឹង។",
            ),
            (
                "doctor-sees-to",
                "The patient lets this doctor see the alert.",
                "អ្នកជំងឺអនុញ្ញាតឱ្យវេជ្ជបណ្ឌិតនេះមើលការជូនដំណឹង។",
            ),
            (
                "family-nudges",
                "The patient lets this relative remind.",
                "អ្នកជំងឺអនុញ្ញាតឱ្យសមាជិកគ្រួសារនេះរំលឹក។",
            ),
            ("nudge-sent", "You sent this reminder.", "អ្នកបានផ្ញើការរំលឹកនេះ។"),
            ("nudge-answered", "You were asked, so you may answer.", "គេបានសួរអ្នក ដូច្នេះអ្នកអាចឆ្លើយ។"),
            (
                "doctor-allowed",
                "The patient lets this doctor see history and reports.",
                "អ្នកជំងឺអនុញ្ញាតឱ្យវេជ្ជបណ្ឌិតនេះមើលប្រវត្តិ និងរបាយការណ៍។",
            ),
            (
                "doctor-selected",
                "The patient chose this for the doctor to see.",
                "អ្នកជំងឺបានជ្រើសរើសរឿងនេះឱ្យវេជ្ជបណ្ឌិតមើល។",
            ),
            (
                "doctor-approved",
                "The patient has approved this access.",
                "អ្នកជំងឺបានយល់ព្រមលើការចូលមើលនេះ។",
            ),
            (
                "doctor-own-prescription",
                "The doctor wrote this prescription.",
                "វេជ្ជបណ្ឌិតបានសរសេរវេជ្ជបញ្ជានេះ។",
            ),
            (
                "doctor-prescribes",
                "A connected doctor writes their own prescriptions.",
                "វេជ្ជបណ្ឌិតដែលបានភ្ជាប់សរសេរវេជ្ជបញ្ជារបស់ខ្លួន។",
            ),
            (
                "doctor-proposes",
                "A connected doctor may propose a change.",
                "វេជ្ជបណ្ឌិតដែលបានភ្ជាប់អាចស្នើការផ្លាស់ប្ដូរ។",
            ),
            ("doctor-proposed", "The doctor proposed this change.", "វេជ្ជបណ្ឌិតបានស្នើការផ្លាស់ប្ដូរនេះ។"),
            (
                "proposal-withdrawn",
                "The doctor proposed this change.",
                "វេជ្ជបណ្ឌិតបានស្នើការផ្លាស់ប្ដូរនេះ។",
            ),
            (
                "proposal-decided",
                "You decide about your own treatment.",
                "អ្នកសម្រេចចិត្តអំពីការព្យាបាលរបស់អ្នក។",
            ),
            (
                "doctor-urgently",
                "The patient lets this doctor change urgently what the doctor wrote.",
                "អ្នកជំងឺអនុញ្ញាតឱ្យវេជ្ជបណ្ឌិតនេះផ្លាស់ប្ដូរជាបន្ទាន់នូវអ្វីដែលខ្លួនបានសរសេរ។",
            ),
            (
                "doctor-asks",
                "The doctor may ask the patient for access.",
                "វេជ្ជបណ្ឌិតអាចសុំសិទ្ធិចូលមើលពីអ្នកជំងឺ។",
            ),
            ("doctor-asked", "The doctor asked for this access.", "វេជ្ជបណ្ឌិតបានសុំសិទ្ធិចូលមើលនេះ។"),
            (
                "access-decided",
                "You decide about access to your data.",
                "អ្នកសម្រេចអំពីការចូលមើលទិន្នន័យរបស់អ្នក។",
            ),
            (
                "doctor-notes",
                "A connected doctor may write notes.",
                "វេជ្ជបណ្ឌិតដែលបានភ្ជាប់អាចសរសេរកំណត់ចំណាំ។",
            ),
            ("note-author", "The doctor wrote this note.", "វេជ្ជបណ្ឌិតបានសរសេរកំណត់ចំណាំនេះ។"),
            (
                "connected-profile",
                "You are connected with this person.",
                "អ្នកបានភ្ជាប់ទំនាក់ទំនងជាមួយបុគ្គលនេះ។",
            ),
            ("named-doctor", "The appointment is with this doctor.", "ការណាត់ជួបគឺជាមួយវេជ្ជបណ្ឌិតនេះ។"),
            (
                "emergency",
                "An emergency session with this patient is running.",
                "វគ្គសង្គ្រោះបន្ទាន់ជាមួយអ្នកជំងឺនេះកំពុងដំណើរការ។",
            ),
            (
                "emergency-started",
                "A verified doctor may start an emergency session.",
                "វេជ្ជបណ្ឌិតដែលបានផ្ទៀងផ្ទាត់អាចចាប់ផ្ដើមវគ្គសង្គ្រោះបន្ទាន់។",
            ),
            (
                "emergency-doctor",
                "The doctor started this emergency session.",
                "វេជ្ជបណ្ឌិតបានចាប់ផ្ដើមវគ្គសង្គ្រោះបន្ទាន់នេះ។",
            ),
            (
                "emergency-ended",
                "The doctor started this emergency session.",
                "វេជ្ជបណ្ឌិតបានចាប់ផ្ដើមវគ្គសង្គ្រោះបន្ទាន់នេះ។",
            ),
            (
                "emergency-patient",
                "The emergency session is about you.",
                "វគ្គសង្គ្រោះបន្ទាន់នេះគឺអំពីអ្នក។",
            ),
            (
                "emergency-review",
                "An administrator reviews emergency sessions.",
                "អ្នកគ្រប់គ្រងពិនិត្យវគ្គសង្គ្រោះបន្ទាន់។",
            ),
            (
                "emergency-revoked",
                "An administrator reviews emergency sessions.",
                "អ្នកគ្រប់គ្រងពិនិត្យវគ្គសង្គ្រោះបន្ទាន់។",
            ),
            ("operator-record", "It is a record of your hospital.", "នេះជាកំណត់ត្រារបស់មន្ទីរពេទ្យអ្នក។"),
            ("operator-writes", "Your hospital has this patient.", "មន្ទីរពេទ្យរបស់អ្នកមានអ្នកជំងឺនេះ។"),
            ("operator-patient", "Your hospital has this patient.", "មន្ទីរពេទ្យរបស់អ្នកមានអ្នកជំងឺនេះ។"),
            (
                "operator-admits",
                "You admit patients to your hospital.",
                "អ្នកទទួលអ្នកជំងឺចូលមន្ទីរពេទ្យរបស់អ្នក។",
            ),
            ("notice-received", "This message is for you.", "សារនេះសម្រាប់អ្នក។"),
            ("notice-about-oneself", "You tell others about yourself.", "អ្នកប្រាប់អ្នកដទៃអំពីខ្លួនអ្នក។"),
            (
                "notice-to-its-patient",
                "You tell the patient of your connection.",
                "អ្នកប្រាប់អ្នកជំងឺអំពីទំនាក់ទំនងរបស់អ្នក។",
            ),
            (
                "notice-of-doctor",
                "A connected doctor may write to the patient.",
                "វេជ្ជបណ្ឌិតដែលបានភ្ជាប់អាចសរសេរទៅអ្នកជំងឺ។",
            ),
            ("trail-grows", "What is done is put on record.", "អ្វីដែលបានធ្វើត្រូវបានកត់ត្រាទុក។"),
            ("own-acts", "You did this yourself.", "អ្នកបានធ្វើវាដោយខ្លួនឯង។"),
            ("own-standing", "It is your own account.", "នេះជាគណនីរបស់អ្នក។"),
            (
                "directory",
                "Verified doctors can be looked up.",
                "វេជ្ជបណ្ឌិតដែលបានផ្ទៀងផ្ទាត់អាចរកមើលបាន។",
            ),
            ("admin-verifies", "An administrator verifies doctors.", "អ្នកគ្រប់គ្រងផ្ទៀងផ្ទាត់វេជ្ជបណ្ឌិត។"),
            ("system-reads", "The system does its own work.", "ប្រព័ន្ធធ្វើការងាររបស់វា។"),
            ("system-creates", "The system does its own work.", "ប្រព័ន្ធធ្វើការងាររបស់វា។"),
            ("system-changes", "The system does its own work.", "ប្រព័ន្ធធ្វើការងាររបស់វា។"),
            ("system-clears", "The system does its own work.", "ប្រព័ន្ធធ្វើការងាររបស់វា។"),
            ("system-accepts", "The system does its own work.", "ប្រព័ន្ធធ្វើការងាររបស់វា។"),
            ("system-expires", "The system does its own work.", "ប្រព័ន្ធធ្វើការងាររបស់វា។"),
        )
    }
)
"""
The reason of each rule, by the rule's name and the language.
"""


VERDICTS: Mapping[tuple[bool, Language], str] = MappingProxyType(
    {
        (True, Language.ENGLISH): "Allowed. {reason}",
        (False, Language.ENGLISH): "Not allowed. {reason}",
        (True, Language.KHMER): "អនុញ្ញាត។ {reason}",
        (False, Language.KHMER): "មិនអនុញ្ញាត។ {reason}",
    }
)
"""
How a verdict begins.
"""


def reason_of(rule: str, language: Language = Language.ENGLISH) -> str:
    """
    Give a rule's reason; a rule that nobody has worded says its own name.
    """
    return REASONS[rule][language] if rule in REASONS else rule
