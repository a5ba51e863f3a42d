"""English phrases that tell an agent from a customer, with the weight of one occurrence.

The texts they are looked for in are lower case words with single spaces around each, and sentence
marks are gone. Every pattern is linear: it is used on the words of strangers.
"""

import re

_THING = (
    "account|address|appointment|bag|bill|booking|card|claim|code|contract|date of birth|delivery|"
    "device|email|flight|internet|invoice|laptop|line|luggage|medication|membership|money|number|"
    "order|package|parcel|password|payment|phone|plan|policy|postcode|prescription|refund|"
    "reservation|room|router|screen|service|statement|subscription|ticket|zip code"
)
_DETAIL = (
    "account|address|booking|card|claim|customer|date of birth|email|first name|full name|id|"
    "last name|member|membership|name|number|order|passport|phone|policy|postcode|reference|"
    "registration|reservation|security|surname|tracking|zip"
)

AGENT: tuple[tuple[float, str], ...] = (
    (5, r"thank(s| you) for (calling|contacting|choosing|phoning|ringing|joining|getting in touch)"),
    (5, r"how (can|may|could|might) i (help|assist|be of|direct)"),
    (4, r"(what|who|where) (can|may) i (do|help|get|put|direct)( for)? you"),
    (4, r"(call|line|conversation) (is|may|will|might) be(ing)? (recorded|monitored)"),
    (4, r"(anything|something) else (that )?(i|we) (can|could|may)"),
    (3, r"is there anything else|anything else (today|for you)|will that be all"),
    (4, r"(you are|you're|you've|you have) (speaking|through|reached)( with| to)?"),
    (3, r"on behalf of|calling (you )?(back )?from|(this is|my name is|it's) \w+ (\w+ )?(from|with|at|calling from) "),
    (2, r"\w+ speaking "),
    (3, r"(calling|ringing|phoning) (you )?(about|regarding|to (confirm|remind you|follow up|let you)) ?(on |with )?(your|you|an|the)? "),
    (3, rf"(can|could|may|might) i (please )?(just )?(have|get|take|grab|ask for|confirm|verify|see) (you|your|the) (\w+ )?({_DETAIL})"),
    (3, rf"(what is|what's|whats) (your|the) (\w+ )?({_DETAIL})"),
    (3, r"(can|could|would|will) you (please )?(just )?(confirm|verify|provide|spell|read|give me|tell me|state|repeat)( me)?( out)? (your|the|that|me|a|what|for) "),
    (3, r"for (security|verification|data protection|quality|training|identification)"),
    (2, r"(verify|confirm|update) your "),
    (2, r"(let me|allow me to|i will|i'll|i am going to|i'm going to|let's|i'm just going to) (just |quickly |go ahead and )*(check|look|pull|bring|see|take a look|find|transfer|connect|put|get|open|send|email|text|process|submit|arrange|book|schedule|reset|apply|credit|waive|escalate|cancel|update|make a note|walk|set|note|issue|add|verify|review|create|raise)"),
    (2, r"(i have|i've|i just|we have|we've) (just |now |already |gone ahead and )*(updated|added|processed|reset|sent|scheduled|booked|cancelled|canceled|applied|issued|credited|submitted|created|raised|noted|opened|put|arranged|changed|refunded|located|found)"),
    (2, r"(one|a|just a|just one) (moment|second|minute) (please|while)|bear with me|hold on (for )?(a|one)|please hold|mind holding"),
    (2, r"(sorry|apologi[sz]e|apologies) (to hear|for (the|any|that|your|keeping)|about (the|that|your))|(my|our) apologies"),
    (2, r"i (completely |totally |certainly |can |do )?(understand|appreciate) (your|how|the|that|you)"),
    (2, r"i (can |do |could )?see (here |that |on )*(you|your|here|the|a|an) "),
    (1.5, r"looks like (you|your|the)|(on|from|at) (our|my) (end|side|system|records)"),
    (1.5, r" our (system|records|team|policy|technicians?|engineers?|warehouse|office|website|department|specialists?|terms|store|supervisors?|nurses?|doctors?|offers?|plans?)"),
    (1.5, r"would you like (me )?to|do you want me to|shall i |if you (would )?like i"),
    (1.5, r"have you (tried|already|checked|noticed|been|made|had|received)"),
    (1.5, r"(can|could) you (please )?(try|check|see if|click|open|go (to|ahead)|restart|unplug|press|log|look)"),
    (1.5, r"(please|go ahead and) (try|click|open|press|log|enter|restart|allow|note|make sure|keep|let me know|select|type|check|unplug|send|wait|hold)"),
    (1.5, r"(business|working) days|within (the next )?(\w+ )?(hours|days)"),
    (1.5, r"(you are|you're) (very |most |quite )?welcome|my pleasure|happy to (help|assist)|glad (i|we) could"),
    (1.5, r"have a (great|nice|good|wonderful|lovely|pleasant|fantastic|safe|blessed) "),
    (1.5, r"does that (help|answer|work|sound|make sense|suit)|would that (help|work|suit)"),
    (1.5, r"(reference|confirmation|ticket|case|tracking|claim) (number )?(is|will be|has been) "),
    (1, r"you (will|should|can|may) (receive|get|see|expect|be able|need to|also|find|hear)|you'll (receive|get|see|need|be|find|hear)"),
    (1, r" (certainly|absolutely|sir|ma'am|madam|of course)(?= )"),
    (1, r"we (offer|apologi[sz]e|can (offer|send|arrange|do|give)|do have|recommend|currently|will (send|be|have))"),
    (3, r"(am i|is this|is that|could i|can i|may i) (please )?(speaking|speak|talking|talk) (to|with) (mr|mrs|ms|miss|doctor|the|\w+ please)"),
    (3, r" (this is|you're through to|calling from|here from) the (\w+ )?(team|department|desk|office|centre|center|helpdesk)"),
    (2, r"(we|i) (can|could) (also |then |certainly )?(do|arrange|offer|book|put you|get you|refund|exchange|take|send|give you|waive|set|move you|match|extend|reduce|have (that|it|someone)) "),
    (1.5, r"(i've|i have|we've|we have) (got )?(\w+ ){1,4}(free|available|left|at (\w+ )?(o'clock|past|fifteen|thirty|\d+))"),
    (1.5, r"(which|what) (\w+ )?(time|day|date|name|size|model|colou?r|department|email|phone) (\w+ )?(is it|are you|were you|would you|did you|suits|works|do you)"),
    (1.5, r"did (you|someone) (make|receive|get|try|check|notice|authori[sz]e|place)"),
    (1.5, r"(it|that|they|he|she)('ll| will| should) be (ready|fixed|with you|there|in your|working|delivered|back|on your)"),
    (1.5, r" (an?|the|our|your) (engineer|technician|driver|courier|crew|agent|specialist|colleague|adviser|advisor|manager|plumber) (will|should|is|can) "),
    (1.5, r"we have (stopped|blocked|cancelled|canceled|refunded|sent|noticed|detected|received)"),
    (1.5, r"how (often|satisfied|likely|old|many|much|long) (\w+ )?(do|did|does|are|is|have|has|would) (you|your|he|she|they)|who('s| is) your |are you (calling|bringing|applying|interested|paying)"),
    (1, r" (open|tap|click|pick|press|select|plug|hold|type) (on |in |it |down )?(the|your|add|back) |go to (the |your )?settings"),
    (1, r"see you (on|at|then|soon)|is that (okay|ok|alright|all right)( with you)? $"),
    (0.5, rf" your (\w+ )?({_THING})"),
)  # fmt: skip

CUSTOMER: tuple[tuple[float, str], ...] = (
    (3, r"(i'm|i am|i was|im) (just )?(calling|phoning|ringing|contacting)( you)?( in)? (because|to (report|cancel|ask|see if|find out|check|dispute|complain|book|order|make|change|get|return|inquire|enquire)|about (my|a|an|the)|regarding (my|a|an|the))"),
    (3, r"i('ve| have| had|'ve got)?( got)? (a|an|some) (\w+ )?(question|problem|issue|trouble|complaint|query|concern|charge)"),
    (2.5, r"(i'm|i am|i've been|i have been|we're|we are|we've been|keep) having (a |an |some |a lot of |real )?(\w+ )?(trouble|issue|issues|problem|problems|difficulty|difficulties)"),
    (2, r"i (need|want|would like|wanted|was hoping|was wondering|was trying|am trying|am looking|was looking|wish)( you)? (to |for |if |a |an |my |some |somebody|someone)(?!(verify|confirm|ask|offer|apologi[sz]e|make sure|let|inform|see your|remind|just verify|your) )"),
    (1.5, r"(i'd like|i'm trying|i'm looking) (to |for |a |my )(?!(verify|confirm|ask|offer|apologi[sz]e|make sure|let|inform|remind|your) )"),
    (2, r"(can|could|would|will) you (please )?(help|fix|refund|cancel|change|replace|tell|send|resend|transfer|book|explain|give|put|get|do|take) (me|my|us|it|that|this|something|anything|with|how|why)(?! (your|the (last|first)|a (second|moment|minute)))"),
    (2, r"i (haven't|have not|didn't|did not|never|don't|still haven't|can't|cannot|couldn't|can not|wasn't) (even )?(received?|gotten|got|get|ordered?|make|made|sign|authori[sz]e|log|access|find|seem|connect|pay|understand|want|know|think|see|use|reach|be|remember|recogni[sz]e|have|hear|afford|need|agree)"),
    (2, r"(it|that|which|this|he|she|mine) (is|isn't|is not|'s not|doesn't|does not|won't|will not|didn't|stopped|keeps|just|still|never) (not |even )*(work|works|working|turn|start|load|arrive|arrived|come|came|crash|crashing|freez|drop|say|saying|show|go|connect|ring|print|broken|damaged|charge|look)"),
    (1.5, r"i('ve| have| had)? (been|already|just|only)? ?(waiting|charged|trying|told|paid|ordered|bought|returned|called|moved|lost|noticed|signed|cancelled|canceled|tried|restarted|forgot|forgotten|received|been waiting|been charged|been trying|been told) "),
    (1.5, r"(how much|how long|when|what) (is|does|will|would|do|should|are|can) (it|that|the|this|i|they|my|you guys)"),
    (1.5, r"do you (guys )?(have (a(?! (second|minute|moment))|any)|offer|take|accept|deliver|sell|do|know if|know when|know why)"),
    (1.5, r"is there (a|any|anything|some) (way|chance|fee|cost|you can|discount|charge|penalty)|do i (need|have|get|still|just|pay)|can i (still|just|keep|pay|change|come|bring|use|speak|talk|return|do)|should i |will i "),
    (1.5, r"(ridiculous|unacceptable|frustrating|fed up|disappointed|useless|not happy|furious|sick of|annoyed)"),
    (1.5, r"(let me|i want to|i'd like to|can i|may i) (speak|talk) (to|with) (a|your|somebody|someone|the)"),
    (1, r"(thanks|thank you) (so|very) much|thanks a lot|thank you for (your|the|all|that|being|taking)|appreciate (it|that|your help|the help)|you've been"),
    (1, r"that (would be|sounds|works|is|'s) (great|good|perfect|fine|helpful|amazing|okay|for me)|(okay|oh|great|perfect|good|alright) (thanks|thank you)"),
    (1, r"my (cat|dog|sister|brother|husband|wife|son|daughter|mother|mom|mum|father|dad|kids|boss|landlord|partner|doctor|bank|car|house|credit card|wallet)"),
    (2, r"you (guys |people )?('ve |have )?(just |already )?(charged|sent|took|said|told|promised|overcharged|forgot|lost|delivered) (me|us|my|it|that|the|a|i|you'd|someone)"),
    (1.5, r"(just |suddenly |has )?(stopped|broke|won't stop|isn't) (working|responding|charging|down|getting|turning)|has eaten|worried|as far as i (can tell|know)"),
    (1.5, r"i('ve| have)? (just )?(got|had|received|seen) (a|an|this|your|another) (letter|text|email|bill|message|call|card|invoice|notice|parcel|package|better|charge)"),
    (1.5, r"(nobody|no one|noone|they|somebody|someone|the other \w+) (ever |even |just )?(told|called|rang|phoned|said|came|answered|ran|stole|took|broke|hit)"),
    (1.5, r"(am i|are we) (supposed|meant|going|still)|i (think|thought) (i|my|i've|it's|there's)|my money back"),
    (0.7, rf" my (\w+ )?({_THING})"),
    (0.5, r"^ (yes|yeah|yep|sure|ok|okay|hi|um|uh|no|nope|right|oh|well)(?= )"),
    (0.5, r"^ (it's|its|that's|yes|yeah|sure)?( it's)? ?(\w+ ){0,3}(zero|one|two|three|four|five|six|seven|eight|nine|\d+)( (zero|one|two|three|four|five|six|seven|eight|nine|double|\d+)){2,}"),
)  # fmt: skip

AGENT_CUES = tuple((weight, re.compile(pattern)) for weight, pattern in AGENT)
CUSTOMER_CUES = tuple((weight, re.compile(pattern)) for weight, pattern in CUSTOMER)
